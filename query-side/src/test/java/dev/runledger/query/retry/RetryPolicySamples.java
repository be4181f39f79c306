package dev.runledger.query.retry;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyReplaced;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Retry policies as tests need them, and what happens to them. */
final class RetryPolicySamples {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private RetryPolicySamples() {}

    static RetryPolicyKey key(String slug) {
        return new RetryPolicyKey(AccountId.DEFAULT, slug);
    }

    static RetryPolicy named(String name) {
        List<StatusPattern> statuses = List.of(new StatusPattern("5xx"), new StatusPattern("429"));
        return new RetryPolicy(name, 3, new Backoff.Exponential(30, 600), true, false, statuses, List.of());
    }

    static RetryPolicyCreated created(String slug, String name) {
        return new RetryPolicyCreated(key(slug), UUID.randomUUID(), named(name), NOON);
    }

    static RetryPolicyReplaced replaced(RetryPolicyCreated life, int version, String name) {
        return new RetryPolicyReplaced(
                life.key(), life.incarnation(), version, named(name), life.createdAt(), NOON.plusSeconds(version));
    }

    static RetryPolicyDeleted deleted(RetryPolicyCreated life, int version) {
        return new RetryPolicyDeleted(
                life.key(), life.incarnation(), version, life.policy(), life.createdAt(), NOON.plusSeconds(version));
    }
}
