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
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.ViewsDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link JobProjection} makes of edits and fires. */
class NextRunRowsTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final JobDefinition HOURLY = definition("Nightly", CRON, "production", "staging");
    private static final JobCreated CREATED = created("nightly", HOURLY);
    private static final UUID LIFE = new UUID(7, 7);
    private static final Definition MANAGED = new Definition("n", null, EnvironmentClass.STANDARD, true);
    private static final NextRun PLANNED = new NextRun(SOON, null);
    private static final Instant LATER = SOON.plusSeconds(3_600);
    private static final Instant MUCH_LATER = SOON.plusSeconds(86_400);

    /** An event on its way to the projection. */
    private interface Told {
        void to(JobProjection projection);
    }

    private final JobProjection projection = new JobProjection(VIEWS.jdbc(), TestVault.SEALING);
    private final NextRunRows rows = new NextRunRows(VIEWS.jdbc());

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void aNewJobsPlanIsKept() {
        commit(edit(CREATED, 0));

        assertThat(next()).isEqualTo(Map.of("production", PLANNED, "staging", PLANNED));
    }

    @Test
    void anEditPlansAnew() {
        commit(edit(CREATED, 0));
        commit(edit(replaced(CREATED, 2, definition("Nightly", CRON, "staging"), LATER), 1));

        assertThat(next()).isEqualTo(Map.of("staging", new NextRun(LATER, null)));
    }

    @Test
    void aFireMovesItsEnvironmentOn() {
        commit(edit(CREATED, 0));
        commit(fire(CREATED, 1, LATER));

        assertThat(next()).isEqualTo(Map.of("production", new NextRun(LATER, null), "staging", PLANNED));
    }

    @Test
    void skippedFiresMoveItOnToo() {
        commit(edit(CREATED, 0));
        commit(skip(CREATED, 1, LATER));

        assertThat(next()).containsEntry("production", new NextRun(LATER, null)).containsEntry("staging", PLANNED);
    }

    @Test
    void eventsThatComeAgainChangeNothing() {
        commit(edit(CREATED, 0));
        commit(fire(CREATED, 1, LATER));
        commit(skip(CREATED, 1, MUCH_LATER));

        commit(edit(CREATED, 0), fire(CREATED, 1, LATER));

        assertThat(next()).containsEntry("production", new NextRun(MUCH_LATER, null));
    }

    @Test
    void anEditThatComesAgainAfterALaterOneBringsNothingBack() {
        commit(edit(CREATED, 0));
        commit(edit(replaced(CREATED, 2, definition("Nightly", CRON, "staging"), LATER), 1));
        commit(edit(CREATED, 0));
        assertThat(next()).isEqualTo(Map.of("staging", new NextRun(LATER, null)));

        commit(edit(deleted(CREATED, 2), 2));
        commit(edit(CREATED, 0));
        assertThat(next()).isEmpty();
    }

    @Test
    void aFireOfAnOlderVersionChangesNothing() {
        commit(edit(replaced(CREATED, 2, HOURLY, SOON), 1));
        commit(fire(CREATED, 1, MUCH_LATER));

        assertThat(next()).containsEntry("production", PLANNED);
    }

    @Test
    void inOneBatchTheFireOfTheLatestVersionCounts() {
        commit(
                edit(CREATED, 0),
                fire(CREATED, 1, MUCH_LATER),
                edit(replaced(CREATED, 2, HOURLY, SOON), 1),
                fire(CREATED, 2, LATER));

        assertThat(next()).containsEntry("production", new NextRun(LATER, null)).containsEntry("staging", PLANNED);
    }

    @Test
    void aFireFromBeforeAnEditThatKeepsTheScheduleIsInTheEditsPlan() {
        commit(edit(CREATED, 0));
        commit(fire(CREATED, 1, LATER), edit(replaced(CREATED, 2, HOURLY, LATER), 1));

        assertThat(next()).containsEntry("production", new NextRun(LATER, null));
    }

    @Test
    void aDeletedJobRunsNoMore() {
        commit(edit(CREATED, 0));
        commit(fire(CREATED, 1, LATER), edit(deleted(CREATED, 1), 1));

        assertThat(next()).isEmpty();
    }

    @Test
    void aFireOfAnEarlierLifeMovesNothingOfALaterOne() {
        JobCreated again = created("nightly", HOURLY);

        commit(
                edit(CREATED, 0),
                fire(CREATED, 5, MUCH_LATER),
                edit(deleted(CREATED, 5), 1),
                edit(again, 2),
                fire(again, 1, LATER));

        assertThat(next()).containsEntry("production", new NextRun(LATER, null)).containsEntry("staging", PLANNED);
    }

    @Test
    void aOneOffWaitsForItsRunUntilItIsSpent() {
        JobCreated once = created("nightly", definition("Once", ONCE, "production", "staging"));
        NextRun armed = new NextRun(SOON, ARMED);
        commit(edit(once, 0));
        assertThat(next()).isEqualTo(Map.of("production", armed, "staging", armed));

        commit(edit(
                new OneOffSpent(
                        once.job(),
                        once.incarnation(),
                        1,
                        "production",
                        ARMED,
                        once.definition().disabledIn("production"),
                        Map.of("staging", armed),
                        NOON,
                        NOON,
                        SOON),
                1));
        assertThat(next()).isEqualTo(Map.of("staging", armed));
    }

    @Test
    void runsThatNoTimetableMadeMoveNothing() {
        commit(edit(CREATED, 0));
        commit(
                triggered(CREATED, 1, new Trigger.Manual()),
                triggered(CREATED, 1, Trigger.Scheduled.once(LATER)),
                triggered(CREATED, 1, new Trigger.Retry(new UUID(1, 1), 1, false, LATER)));

        assertThat(next()).containsEntry("production", PLANNED);
    }

    @Test
    void nothingIsWaitedForInAnEnvironmentThatIsGoneOrNotManaged() {
        commit(edit(CREATED, 0));

        commit(managed("production", true));
        assertThat(next()).containsOnlyKeys("production", "staging");
        commit(managed("production", false));
        assertThat(next()).containsOnlyKeys("staging");
        commit(projection ->
                projection.on(new EnvironmentDeleted(AccountId.DEFAULT, "staging", LIFE, MANAGED, true, NOON, NOON)));
        assertThat(next()).isEmpty();
    }

    @Test
    void whatIsResumedIsWaitedForAndFiresMoveIt() {
        commit(edit(CREATED, 0), managed("production", false));

        commit(resumed(CREATED, SOON));
        assertThat(next()).containsEntry("production", new NextRun(SOON, null));
        commit(fire(CREATED, 1, LATER));
        assertThat(next()).containsEntry("production", new NextRun(LATER, null));
    }

    @Test
    void inOneBatchEachEventCountsInItsPlace() {
        commit(
                edit(CREATED, 0),
                fire(CREATED, 1, SOON),
                managed("production", false),
                managed("production", true),
                resumed(CREATED, LATER),
                fire(CREATED, 1, MUCH_LATER));
        assertThat(next()).containsEntry("production", new NextRun(MUCH_LATER, null));

        commit(
                managed("production", false),
                managed("production", true),
                resumed(CREATED, LATER),
                managed("production", false));
        assertThat(next()).containsOnlyKeys("staging");
    }

    @Test
    void anotherLifeOfTheJobIsNotResumed() {
        commit(edit(CREATED, 0), managed("production", false), edit(deleted(CREATED, 1), 1));

        commit(resumed(CREATED, LATER));

        assertThat(next()).isEmpty();
    }

    private static Told managed(String environment, boolean managed) {
        Definition definition = new Definition("n", null, EnvironmentClass.STANDARD, managed);
        return projection -> projection.on(
                new EnvironmentReplaced(AccountId.DEFAULT, environment, LIFE, definition, !managed, NOON, NOON));
    }

    private static Told resumed(JobCreated life, Instant next) {
        return projection ->
                projection.on(new FiresResumed(life.job(), life.incarnation(), 1, "production", SOON, next, SOON));
    }

    private static Told edit(JobEvent event, long sequence) {
        return projection -> projection.on(event, sequence);
    }

    private static Told fire(JobCreated life, int version, Instant next) {
        return triggered(life, version, new Trigger.Scheduled(SOON, next));
    }

    private static Told triggered(JobCreated life, int version, Trigger trigger) {
        return projection -> projection.on(new RunTriggered(
                new RunKey(AccountId.DEFAULT, UUID.randomUUID()),
                "nightly",
                life.incarnation(),
                version,
                JobKind.RECURRING,
                "production",
                trigger,
                SOON));
    }

    private static Told skip(JobCreated life, int version, Instant next) {
        return projection -> projection.on(new FiresSkipped(
                life.job(), life.incarnation(), version, "production", SOON, SOON, 1, "too late", next, LATER));
    }

    private void commit(Told... events) {
        VIEWS.commit(() -> List.of(events).forEach(event -> event.to(projection)));
    }

    private Map<String, NextRun> next() {
        return rows.of(AccountId.DEFAULT, List.of("nightly")).getOrDefault("nightly", Map.of());
    }
}
