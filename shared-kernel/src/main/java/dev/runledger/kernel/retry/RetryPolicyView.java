package dev.runledger.kernel.retry;

import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyReplaced;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A retry policy as it stands after its latest event: what answers, lists and decisions are made from. */
public record RetryPolicyView(
        RetryPolicyKey key,
        UUID incarnation,
        int version,
        RetryPolicy policy,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    /** Needs no earlier view, because every event of a policy tells all of it. */
    public static RetryPolicyView after(RetryPolicyEvent event) {
        return switch (event) {
            case RetryPolicyCreated e ->
                new RetryPolicyView(e.key(), e.incarnation(), 1, e.policy(), e.createdAt(), e.createdAt(), null);
            case RetryPolicyReplaced e ->
                new RetryPolicyView(
                        e.key(), e.incarnation(), e.version(), e.policy(), e.createdAt(), e.updatedAt(), null);
            case RetryPolicyDeleted e ->
                new RetryPolicyView(
                        e.key(), e.incarnation(), e.version(), e.policy(), e.createdAt(), e.deletedAt(), e.deletedAt());
        };
    }

    public boolean live() {
        return deletedAt == null;
    }
}
