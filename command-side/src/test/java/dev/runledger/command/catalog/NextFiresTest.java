package dev.runledger.command.catalog;

import static dev.runledger.command.catalog.CatalogFixture.LIFE;
import static dev.runledger.command.catalog.CatalogFixture.NOON;
import static dev.runledger.command.catalog.CatalogFixture.created;
import static dev.runledger.command.catalog.CatalogFixture.job;
import static dev.runledger.command.catalog.CatalogFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextFiresTest {

    private static final JobKey NIGHTLY = key("nightly");
    private static final Instant ONE = NOON.plusSeconds(3_600);
    private static final JobCreated CREATED = created("nightly", Map.of("production", NOON, "development", ONE));

    private final CatalogFixture house = new CatalogFixture();
    private final NextFires fires = house.fires;

    NextFiresTest() throws SQLException {}

    @Test
    void aNewJobIsInTheTimetableWhereverItFires() {
        house.committed(CREATED);

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", NOON, "development", ONE));
        assertThat(fires.of(key("weekly"))).isEmpty();
    }

    @Test
    void aOneOffIsNot() {
        JobDefinition once = job("2026-03-01T13:00:00Z", null, "production");
        Map<String, NextRun> armed = Map.of("production", new NextRun(ONE, new UUID(5, 5)));

        house.committed(new JobCreated(NIGHTLY, LIFE, once, armed, NOON));

        assertThat(fires.of(NIGHTLY)).isEmpty();
        assertThat(house.moved).isEmpty();
    }

    @Test
    void aReplacementTakesThePlaceOfAllRows() {
        house.committed(CREATED);

        house.committed(new JobReplaced(
                NIGHTLY,
                LIFE,
                2,
                job("@daily", null, "production", "staging"),
                Map.of("production", new NextRun(NOON, null), "staging", new NextRun(ONE, null)),
                List.of("development"),
                NOON,
                NOON));

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", NOON, "staging", ONE));
    }

    @Test
    void aDeletedJobIsGone() {
        house.committed(CREATED, created("weekly", Map.of("production", NOON)));

        house.committed(new JobDeleted(NIGHTLY, LIFE, 1, CREATED.definition(), NOON, NOON, null));

        assertThat(fires.until(ONE, 9)).containsExactly(new NextFire(key("weekly"), "production", NOON));
    }

    @Test
    void aFireMovesItsEnvironmentOnly() {
        house.committed(CREATED, created("weekly", Map.of("production", NOON)));

        house.committed(fired(new Trigger.Scheduled(NOON, ONE.plusSeconds(1))));

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", ONE.plusSeconds(1), "development", ONE));
        assertThat(fires.of(key("weekly"))).isEqualTo(Map.of("production", NOON));
    }

    @Test
    void aSkipMovesItToo() {
        house.committed(CREATED);

        house.committed(skipped(ONE));

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", ONE, "development", ONE));
    }

    @Test
    void aGapAndTheRunAfterItMoveItOnce() {
        house.committed(CREATED);

        house.committed(skipped(ONE), fired(new Trigger.Scheduled(NOON, ONE)));

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", ONE, "development", ONE));
    }

    @Test
    void runsThatNoScheduleMadeMoveNothing() {
        house.committed(CREATED);
        house.moved.clear();

        house.committed(
                fired(new Trigger.Manual()),
                fired(Trigger.Scheduled.once(ONE)),
                fired(new Trigger.Retry(new UUID(7, 7), 1, false, ONE)),
                new OneOffSpent(
                        NIGHTLY, LIFE, 1, "production", LIFE, CREATED.definition(), Map.of(), NOON, NOON, NOON));

        assertThat(fires.of(NIGHTLY)).isEqualTo(Map.of("production", NOON, "development", ONE));
        assertThat(house.moved).isEmpty();
    }

    @Test
    void aFireOfAJobThatIsGoneBringsNothingBack() {
        house.committed(fired(new Trigger.Scheduled(NOON, ONE)));

        assertThat(fires.of(NIGHTLY)).isEmpty();
    }

    @Test
    void whatMovedIsToldOnlyOnceItIsCommitted() {
        house.inTransaction(() -> {
            house.recorded(created("nightly", Map.of("production", NOON)));
            assertThat(house.moved).isEmpty();
        });
        assertThat(house.moved).containsExactly(new NextFire(NIGHTLY, "production", NOON));

        house.committed(fired(new Trigger.Scheduled(NOON, ONE)));
        assertThat(house.moved).last().isEqualTo(new NextFire(NIGHTLY, "production", ONE));
    }

    @Test
    void whatIsRolledBackLeavesNothingAndIsNotTold() {
        house.committed(CREATED);
        house.moved.clear();

        assertThatThrownBy(() -> house.inTransaction(() -> {
                    house.recorded(fired(new Trigger.Scheduled(NOON, ONE)), created("weekly", Map.of("x", NOON)));
                    throw new IllegalStateException("the batch fails");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(fires.until(ONE, 9)).hasSize(2);
        assertThat(fires.of(NIGHTLY)).containsEntry("production", NOON);
        assertThat(house.moved).isEmpty();
    }

    @Test
    void theSoonestComeFirstAndNoMoreThanAskedFor() {
        house.committed(
                created("c", Map.of("production", NOON.plusSeconds(2))),
                created("a", Map.of("production", NOON.plusSeconds(3))),
                created("b", Map.of("production", NOON)),
                created("d", Map.of("production", NOON.plusSeconds(4))));

        assertThat(fires.until(NOON.plusSeconds(3), 9))
                .extracting(fire -> fire.job().slug())
                .containsExactly("b", "c", "a");
        assertThat(fires.until(NOON.plusSeconds(3), 2))
                .extracting(fire -> fire.job().slug())
                .containsExactly("b", "c");
        assertThat(fires.until(NOON.minusMillis(1), 9)).isEmpty();
    }

    @Test
    void accountsAndTheirLivesAreToldApart() {
        JobKey afterWipe = new JobKey(new AccountId("default", 2), "nightly");
        JobKey other = new JobKey(new AccountId("acme", 1), "nightly");

        house.committed(CREATED);

        assertThat(fires.of(afterWipe)).isEmpty();
        assertThat(fires.of(other)).isEmpty();
        house.inTransaction(
                () -> assertThat(fires.lock(Set.of(afterWipe, other))).isEmpty());
    }

    @Test
    void lockedRowsAreAnsweredByJobAndWaitForTheTransaction() {
        house.committed(CREATED, created("weekly", Map.of("production", NOON)), created("other", Map.of("x", NOON)));

        house.inTransaction(() -> {
            assertThat(fires.lock(List.of(NIGHTLY, key("weekly"), key("gone"))))
                    .isEqualTo(Map.of(
                            NIGHTLY,
                            Map.of("production", NOON, "development", ONE),
                            key("weekly"),
                            Map.of("production", NOON)));
            assertThat(lockable("other")).isTrue();
            assertThat(lockable("nightly")).isFalse();
        });
        assertThat(lockable("nightly")).isTrue();
    }

    @Test
    void nothingFiresInAnEnvironmentThatIsGoneOrNotManaged() {
        house.committed(
                created("nightly", Map.of("production", NOON, "qa", NOON)), created("other", Map.of("qa", NOON)));

        house.committed(replaced("qa", true));
        assertThat(house.fires.of(NIGHTLY)).containsOnlyKeys("production", "qa");
        house.committed(replaced("qa", false));
        assertThat(house.fires.of(NIGHTLY)).containsOnlyKeys("production");
        assertThat(house.fires.of(CatalogFixture.key("other"))).isEmpty();
        house.committed(
                new EnvironmentDeleted(AccountId.DEFAULT, "production", LIFE, definition(true), false, NOON, NOON));
        assertThat(house.fires.of(NIGHTLY)).isEmpty();
    }

    @Test
    void anEnvironmentOfAnotherAccountOrLifeChangesNothing() {
        house.committed(created("nightly", Map.of("qa", NOON)));

        house.committed(
                new EnvironmentDeleted(new AccountId("default", 2), "qa", LIFE, definition(true), false, NOON, NOON));
        house.committed(
                new EnvironmentDeleted(new AccountId("acme", 1), "qa", LIFE, definition(true), false, NOON, NOON));

        assertThat(house.fires.of(NIGHTLY)).containsOnlyKeys("qa");
    }

    @Test
    void firesGoOnWhereTheyAreResumedAndThatIsTold() {
        house.committed(created("nightly", Map.of("production", NOON, "qa", NOON)));
        house.committed(replaced("qa", false));
        house.moved.clear();
        Instant next = NOON.plusSeconds(60);

        house.committed(new FiresResumed(NIGHTLY, LIFE, 1, "qa", NOON, next, NOON));

        assertThat(house.fires.of(NIGHTLY)).isEqualTo(Map.of("production", NOON, "qa", next));
        assertThat(house.moved).containsExactly(new NextFire(NIGHTLY, "qa", next));
    }

    private static EnvironmentReplaced replaced(String environment, boolean managed) {
        return new EnvironmentReplaced(AccountId.DEFAULT, environment, LIFE, definition(managed), !managed, NOON, NOON);
    }

    private static Definition definition(boolean managed) {
        return new Definition("n", null, EnvironmentClass.STANDARD, managed);
    }

    /** The same wall clock shows both instants of a repeated hour, wherever this process believes to be. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Tokyo"})
    void anInstantIsKeptWhateverZoneTheServerIsIn(String zone) throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            CatalogFixture there = new CatalogFixture();
            Map<String, Instant> repeated = Map.of(
                    "production", Instant.parse("2026-11-01T05:30:00Z"),
                    "development", Instant.parse("2026-11-01T06:30:00Z"));
            there.committed(created("nightly", repeated));

            assertThat(there.fires.of(NIGHTLY)).isEqualTo(repeated);
            assertThat(there.fires.until(Instant.parse("2026-11-01T05:30:00Z"), 9))
                    .extracting(NextFire::environment)
                    .containsExactly("production");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** Whether another session could lock the job's rows now. */
    private boolean lockable(String slug) {
        return CompletableFuture.supplyAsync(() -> !house.database
                        .sql()
                        .query(
                                "SELECT 1 FROM ledger.next_fire WHERE slug = ? FOR UPDATE SKIP LOCKED",
                                (row, n) -> 1,
                                slug)
                        .isEmpty())
                .join();
    }

    private static RunTriggered fired(Trigger trigger) {
        return new RunTriggered(
                new RunKey(AccountId.DEFAULT, new UUID(1, 1)),
                "nightly",
                LIFE,
                1,
                JobKind.RECURRING,
                "production",
                trigger,
                NOON);
    }

    private static FiresSkipped skipped(Instant next) {
        return new FiresSkipped(NIGHTLY, LIFE, 1, "production", NOON, NOON, 1, "too late", next, NOON);
    }
}
