package dev.runledger.kernel.retry;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.RetryPolicyKey;
import java.time.Instant;
import java.util.UUID;

/**
 * What happened to a retry policy. Each event tells the whole of what the policy is afterwards, so the last one is enough
 * to know it.
 */
public sealed interface RetryPolicyEvent {

    RetryPolicyKey key();

    /** The life of the slug that this event belongs to: a deleted slug created anew begins another. */
    UUID incarnation();

    int version();

    /** A policy came into being, perhaps under a slug that lived before. */
    @EventType(name = "RetryPolicyCreated")
    record RetryPolicyCreated(RetryPolicyKey key, UUID incarnation, RetryPolicy policy, Instant createdAt)
            implements RetryPolicyEvent {
        @Override
        public int version() {
            return 1;
        }
    }

    /** The policy was replaced as a whole, perhaps by an equal one; retries judged from now on go by the new one. */
    @EventType(name = "RetryPolicyReplaced")
    record RetryPolicyReplaced(
            RetryPolicyKey key, UUID incarnation, int version, RetryPolicy policy, Instant createdAt, Instant updatedAt)
            implements RetryPolicyEvent {}

    /** The policy is gone, no live job named it, and the slug is free. */
    @EventType(name = "RetryPolicyDeleted")
    record RetryPolicyDeleted(
            RetryPolicyKey key, UUID incarnation, int version, RetryPolicy policy, Instant createdAt, Instant deletedAt)
            implements RetryPolicyEvent {}
}
