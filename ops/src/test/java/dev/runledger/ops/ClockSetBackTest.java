package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.SettableClock;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobView;
import dev.runledger.ops.SimulatedJob.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Edits at a time for which the job has fired already, because the clock was set back since. */
class ClockSetBackTest {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");
    private static final Instant MORNING = Instant.parse("2026-03-01T11:30:00Z");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEFORE_NOON = NOON.minusSeconds(120);

    private static final SettableClock CLOCK = new SettableClock(MORNING);
    private static final DecidingNodes NODES = new DecidingNodes(CLOCK, 1);

    private final JobKey key = new JobKey(AccountId.DEFAULT, "job-" + UUID.randomUUID());
    private final SimulatedJob hourly = job("0 * * * *", true);

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @BeforeEach
    void fireAtNoonAndSetTheClockBack() {
        CLOCK.set(MORNING);
        write(new CreateJob(key, UUID.randomUUID(), hourly.definition("hourly")));
        CLOCK.set(NOON);
        NODES.get(0).commands().send(fire(NOON)).join();
        CLOCK.set(BEFORE_NOON);
    }

    @Test
    void anotherScheduleBeginsAfterWhatHasFired() {
        write(new ReplaceJob(key, job("*/15 * * * *", true).definition("more often"), null));

        assertThat(next()).containsEntry("production", Instant.parse("2026-03-01T12:15:00Z"));
    }

    @Test
    void anEnvironmentThatWasDisabledForAMomentDoesNotFireAgain() {
        write(new ReplaceJob(key, job("0 * * * *", false).definition("off"), null));
        write(new ReplaceJob(key, hourly.definition("on"), null));

        assertThat(next()).containsEntry("production", Instant.parse("2026-03-01T13:00:00Z"));
    }

    @Test
    void aJobMadeAnewBeginsAfterWhatItsPredecessorFired() {
        write(new DeleteJob(key, null));
        write(new CreateJob(key, UUID.randomUUID(), hourly.definition("anew")));

        assertThat(next()).containsEntry("production", Instant.parse("2026-03-01T13:00:00Z"));
    }

    @Test
    void anUnrelatedEditKeepsWhatTheJobWaitsFor() {
        JobView edited = write(new ReplaceJob(key, hourly.definition("renamed"), null));

        assertThat(next()).containsEntry("production", Instant.parse("2026-03-01T13:00:00Z"));
        assertThat(edited.updatedAt()).isEqualTo(NOON);
    }

    private SimulatedJob job(String schedule, boolean enabled) {
        return new SimulatedJob(key.slug(), schedule, null, Map.of("production", new Entry(enabled, null, null)));
    }

    private FireJob fire(Instant at) {
        return new FireJob(key, "production", at, Duration.ofHours(1));
    }

    private static JobView write(JobCommand command) {
        return NODES.get(0).commands().send(command, CALLER, JobView.class);
    }

    private Map<String, Instant> next() {
        return NODES.get(0).nextFires().of(key);
    }
}
