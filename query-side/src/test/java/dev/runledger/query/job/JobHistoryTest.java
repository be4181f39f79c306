package dev.runledger.query.job;

import static dev.runledger.query.job.JobSamples.ARMED;
import static dev.runledger.query.job.JobSamples.CRON;
import static dev.runledger.query.job.JobSamples.NOON;
import static dev.runledger.query.job.JobSamples.ONCE;
import static dev.runledger.query.job.JobSamples.SOON;
import static dev.runledger.query.job.JobSamples.created;
import static dev.runledger.query.job.JobSamples.definition;
import static dev.runledger.query.job.JobSamples.deleted;
import static dev.runledger.query.job.JobSamples.replaced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.Streams;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobHistoryTest {

    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, ARMED);
    private static final JobCreated ONE_OFF = created("once", definition("Once", ONCE, "production", "staging"));
    private static final RunTriggered TRIGGERED = new RunTriggered(
            RUN, "once", ONE_OFF.incarnation(), 1, JobKind.ONE_OFF, "production", Trigger.Scheduled.once(SOON), NOON);

    private final Streams streams = new Streams();
    private final Map<String, Instant> fires = new HashMap<>();
    private final JobHistory history = new JobHistory(streams.store(), job -> fires);

    static Stream<RunEvent> leavingPending() {
        return Stream.of(
                new RunStarted(
                        RUN,
                        new UUID(1, 1),
                        new UUID(2, 2),
                        1,
                        StatusPattern.SUCCESS,
                        new RequestSnapshot("POST", "https://example.com/", Map.of(), null),
                        SOON),
                new RunCanceled(RUN, false, null, NOON));
    }

    @Test
    void aJobThatNeverWasIsNotFound() {
        assertThat(history.find(ONE_OFF.job())).isEmpty();
    }

    @Test
    void aRecurringJobRunsNextWhereTheTimetableSaysNow() {
        streams.append(created("nightly", definition("Nightly", CRON, "production")));
        fires.put("production", SOON.plusSeconds(3_600));

        assertThat(found("nightly").next()).isEqualTo(Map.of("production", new NextRun(SOON.plusSeconds(3_600), null)));
    }

    @Test
    void onlyEnabledEntriesOfARecurringJobRunNext() {
        streams.append(created("nightly", definition("Nightly", CRON)));
        fires.put("idle", SOON);
        fires.put("production", SOON);

        assertThat(found("nightly").next()).isEmpty();
    }

    @Test
    void aManualJobNeverRunsByItself() {
        JobCreated recurring = created("nightly", definition("Nightly", CRON, "production"));
        streams.append(recurring);
        streams.append(replaced(recurring, 2, definition("Nightly", null, "production")));
        fires.put("production", SOON);

        assertThat(found("nightly").next()).isEmpty();
    }

    @Test
    void aOneOffWaitsForItsRunAsLongAsThatWaits() {
        streams.append((JobEvent) ONE_OFF);
        streams.append(TRIGGERED);

        assertThat(found("once")).isEqualTo(JobView.after(ONE_OFF));
    }

    @ParameterizedTest
    @MethodSource("leavingPending")
    void aOneOffIsSpentAsSoonAsItsRunNoLongerWaits(RunEvent event) {
        JobCreated once = created("once", definition("Once", ONCE, "production"));
        streams.append(once);
        streams.append(TRIGGERED);
        streams.append(event);

        JobView found = found("once");

        assertThat(found.definition().enabledIn("production")).isFalse();
        assertThat(found.next()).isEmpty();
        assertThat(found.version()).isEqualTo(1);
        assertThat(found.updatedAt()).isEqualTo(NOON);
    }

    @Test
    void aDeletedJobIsFoundAsItWasAndWaitsForNothing() {
        JobCreated recurring = created("nightly", definition("Nightly", CRON, "production"));
        streams.append(recurring);
        streams.append(deleted(recurring, 1));
        fires.put("production", SOON);

        assertThat(found("nightly")).isEqualTo(JobView.after(deleted(recurring, 1)));
    }

    private JobView found(String slug) {
        return history.find(JobSamples.key(slug)).orElseThrow();
    }
}
