package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PendingRunTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID RUN = new UUID(1, 1);
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID FIRST = new UUID(3, 3);
    private static final String ENVIRONMENT = "production";
    private static final String HOURLY = "0 * * * *";
    private static final String DAILY = "0 0 * * *";
    private static final String ONCE = "2026-12-24T12:00";
    private static final int MADE_IN = 3;

    private static final Overlay ON = new Overlay(Map.of("enabled", true));
    private static final Overlay OFF = new Overlay(Map.of("enabled", false));

    private static final PendingRun FIRE = run(JobKind.RECURRING, new Trigger.Scheduled(NOON, NOON.plusSeconds(60)));
    private static final PendingRun ARMED = run(JobKind.ONE_OFF, Trigger.Scheduled.once(NOON));
    private static final PendingRun MANUAL = run(JobKind.RECURRING, new Trigger.Manual());
    private static final PendingRun RERUN = run(JobKind.RECURRING, new Trigger.Rerun(FIRST));
    private static final PendingRun RETRY = run(JobKind.RECURRING, new Trigger.Retry(FIRST, 1, false, NOON));
    private static final PendingRun RETRY_OF_RERUN = run(JobKind.RECURRING, new Trigger.Retry(FIRST, 1, true, NOON));
    private static final PendingRun RETRY_OF_ONE_OFF = run(JobKind.ONE_OFF, new Trigger.Retry(FIRST, 1, false, NOON));

    static Stream<PendingRun> all() {
        return Stream.of(FIRE, ARMED, MANUAL, RERUN, RETRY, RETRY_OF_RERUN, RETRY_OF_ONE_OFF);
    }

    static Stream<PendingRun> endedByDisabling() {
        return Stream.of(FIRE, RETRY);
    }

    static Stream<PendingRun> indifferentToEdits() {
        return Stream.of(MANUAL, RERUN, RETRY_OF_RERUN);
    }

    static Stream<PendingRun> ofRecurring() {
        return Stream.concat(endedByDisabling(), indifferentToEdits());
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingBeginsForADeletedJob(PendingRun run) {
        JobView deleted =
                new JobView(JOB, LIFE, MADE_IN, definition(HOURLY, ON), Map.of(), List.of(), NOON, NOON, NOON);

        assertThat(run.obsoleteUnder(deleted)).contains("job deleted");
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingBeginsForALaterLifeOfTheSlug(PendingRun run) {
        JobView reborn =
                new JobView(JOB, new UUID(9, 9), 1, definition(HOURLY, ON), Map.of(), List.of(), NOON, NOON, null);

        assertThat(run.obsoleteUnder(reborn)).contains("job deleted");
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatTheJobWasWhenTheRunWasMadeSaysNothing(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN - 1, HOURLY, OFF))).isEmpty();
        assertThat(run.obsoleteUnder(job(MADE_IN, HOURLY, OFF))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("endedByDisabling")
    void disablingTheEnvironmentEndsFiresAndRetries(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, HOURLY, OFF))).contains("environment disabled");
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, HOURLY, new Overlay(Map.of()))))
                .contains("environment disabled");
    }

    @ParameterizedTest
    @MethodSource("endedByDisabling")
    void removingTheEntryEndsFiresAndRetries(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, HOURLY, null))).contains("environment disabled");
    }

    @ParameterizedTest
    @MethodSource("indifferentToEdits")
    void whatSomebodyAskedForStays(PendingRun run) {
        assertThat(run.obsoleteUnder(disabling(MADE_IN + 1, HOURLY, OFF))).isEmpty();
        assertThat(run.obsoleteUnder(disabling(MADE_IN + 1, HOURLY, null))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ofRecurring")
    void anotherScheduleDoesNotTouchWhatIsAlreadyDue(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, DAILY, ON))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ofRecurring")
    void anotherKindDoesNotTouchWhatIsAlreadyDueWhereTheJobStaysEnabled(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, null, ON))).isEmpty();
        assertThat(run.obsoleteUnder(job(MADE_IN + 1, ONCE, ON))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ofRecurring")
    void anEnvironmentThatIsEnabledAgainRunsWhatStillWaits(PendingRun run) {
        assertThat(run.obsoleteUnder(job(MADE_IN + 2, HOURLY, ON))).isEmpty();
    }

    @Test
    void aOneOffsRunBeginsAsLongAsItsJobWaitsForIt() {
        assertThat(ARMED.obsoleteUnder(oneOff(MADE_IN + 1, ON, RUN))).isEmpty();
    }

    @Test
    void aOneOffsRunThatAnotherHasReplacedDoesNotBegin() {
        assertThat(ARMED.obsoleteUnder(oneOff(MADE_IN + 1, ON, new UUID(8, 8)))).contains("schedule changed");
    }

    @Test
    void aOneOffThatBecameAnotherKindDropsItsRun() {
        assertThat(ARMED.obsoleteUnder(job(MADE_IN + 1, HOURLY, ON))).contains("schedule changed");
        assertThat(ARMED.obsoleteUnder(job(MADE_IN + 1, null, ON))).contains("schedule changed");
    }

    @Test
    void aOneOffThatIsDisabledOrRemovedThereDropsItsRun() {
        assertThat(ARMED.obsoleteUnder(disabling(MADE_IN + 1, ONCE, OFF))).contains("environment disabled");
        assertThat(ARMED.obsoleteUnder(disabling(MADE_IN + 1, ONCE, null))).contains("environment disabled");
    }

    @Test
    void aSpentOneOffsRetryGoesOnThroughEdits() {
        assertThat(RETRY_OF_ONE_OFF.obsoleteUnder(job(MADE_IN + 1, ONCE, OFF))).isEmpty();
    }

    @Test
    void anEditThatDisablesAOneOffEndsItsRetry() {
        assertThat(RETRY_OF_ONE_OFF.obsoleteUnder(disabling(MADE_IN + 1, ONCE, OFF)))
                .contains("environment disabled");
    }

    @Test
    void aChainIsNamedAfterItsFirstRun() {
        assertThat(MANUAL.chain()).isEqualTo(RUN);
        assertThat(RETRY.chain()).isEqualTo(FIRST);
    }

    private static PendingRun run(JobKind kind, Trigger trigger) {
        return new PendingRun(new RunKey(AccountId.DEFAULT, RUN), JOB, LIFE, MADE_IN, kind, ENVIRONMENT, trigger);
    }

    private static JobView job(int version, @Nullable String schedule, @Nullable Overlay entry) {
        return view(version, definition(schedule, entry), Map.of(), List.of());
    }

    /** As an edit left it that ended what was enabled. */
    private static JobView disabling(int version, String schedule, @Nullable Overlay entry) {
        return view(version, definition(schedule, entry), Map.of(), List.of(ENVIRONMENT));
    }

    private static JobView oneOff(int version, Overlay entry, UUID waited) {
        return view(version, definition(ONCE, entry), Map.of(ENVIRONMENT, new NextRun(NOON, waited)), List.of());
    }

    private static JobView view(
            int version, JobDefinition definition, Map<String, NextRun> next, List<String> disabled) {
        return new JobView(JOB, LIFE, version, definition, next, disabled, NOON, NOON, null);
    }

    private static JobDefinition definition(@Nullable String schedule, @Nullable Overlay entry) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Map<String, Overlay> entries = entry == null ? Map.of() : Map.of(ENVIRONMENT, entry);
        return new JobDefinition("Nightly", null, schedule, null, request, entries, null);
    }
}
