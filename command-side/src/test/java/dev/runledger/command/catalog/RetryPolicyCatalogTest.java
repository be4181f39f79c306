package dev.runledger.command.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.secret.Vault;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryPolicyCatalogTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID LIFE = new UUID(1, 1);
    private static final RetryPolicyKey KEY = new RetryPolicyKey(AccountId.DEFAULT, "gentle");
    private static final RetryPolicy GENTLE = new RetryPolicy(
            "Gentle", 3, new Backoff.Exponential(5, null), true, false, List.of(new StatusPattern("5xx")), List.of());
    private static final RetryPolicyCreated CREATED = new RetryPolicyCreated(KEY, LIFE, GENTLE, NOON);

    private final LedgerDatabase database = new LedgerDatabase();
    private final RetryPolicyCatalog policies = new RetryPolicyCatalog(database.sql());
    private final JobCatalog jobs = new JobCatalog(database.sql(), Vault.NONE);

    RetryPolicyCatalogTest() throws SQLException {}

    @Test
    void aPolicyIsFoundWhileItLives() {
        take(CREATED, 0);
        assertThat(policies.find(KEY)).contains(RetryPolicyView.after(CREATED));
        assertThat(policies.exists(new RetryPolicyKey(new AccountId("other", 1), "gentle")))
                .isFalse();

        take(new RetryPolicyDeleted(KEY, LIFE, 1, GENTLE, NOON, NOON), 1);
        assertThat(policies.exists(KEY)).isFalse();
    }

    @Test
    void aLockedRowTellsWhatLivesAndHowFarItsStreamHasCome() {
        take(CREATED, 4);
        RetryPolicyKey gone = new RetryPolicyKey(AccountId.DEFAULT, "gone");
        take(new RetryPolicyDeleted(gone, LIFE, 1, GENTLE, NOON, NOON), 7);

        List<RetryPolicyCatalog.Row> rows = policies.lock(List.of(gone, KEY), false);

        assertThat(rows)
                .containsExactly(
                        new RetryPolicyCatalog.Row(KEY, 4, Optional.of(RetryPolicyView.after(CREATED))),
                        new RetryPolicyCatalog.Row(gone, 7, Optional.empty()));
        assertThat(policies.lock(List.of(new RetryPolicyKey(AccountId.DEFAULT, "never")), true))
                .isEmpty();
    }

    @Test
    void jobsThatNameAPolicyAreFoundByBaseAndOverlayUntilTheyNoLongerDo() {
        take(created("nightly", definition("gentle", null)), 0);
        take(created("daily", definition("other", "gentle")), 0);
        take(created("Weekly", definition(null, "gentle")), 0);
        take(created("plain", definition(null, null)), 0);
        take(created("similar", definition("gentle-too", null)), 0);
        assertThat(jobs.naming(KEY)).containsExactly("Weekly", "daily", "nightly");

        take(new JobReplaced(job("daily"), LIFE, 2, definition(null, null), Map.of(), List.of(), NOON, NOON), 1);
        take(new JobDeleted(job("nightly"), LIFE, 1, definition("gentle", null), NOON, NOON, null), 1);
        assertThat(jobs.naming(KEY)).containsExactly("Weekly");
        assertThat(jobs.naming(new RetryPolicyKey(new AccountId("other", 1), "gentle")))
                .isEmpty();
    }

    private static JobCreated created(String slug, JobDefinition definition) {
        return new JobCreated(job(slug), LIFE, definition, Map.of(), NOON);
    }

    private static JobKey job(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }

    private static JobDefinition definition(@Nullable String base, @Nullable String overlay) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Overlay production = new Overlay(overlay == null ? Map.of() : Map.of("retry_policy", overlay));
        return new JobDefinition("Job", null, null, null, request, Map.of("production", production), base);
    }

    private void take(JobEvent event, long sequence) {
        jobs.record(List.of(new GenericDomainEventMessage<>("job", event.job().stream(), sequence, event)));
    }

    private void take(RetryPolicyEvent event, long sequence) {
        policies.record(List.of(new GenericDomainEventMessage<>("policy", event.key().stream(), sequence, event)));
    }
}
