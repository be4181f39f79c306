package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import dev.runledger.kernel.account.RemovedUsage;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.ops.store.PrunedRuns;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which runs are pruned when, and what their pruning leaves. */
class RunRetentionTest {

    private static final RetentionHouse SHARED = new RetentionHouse();
    private static final Instant NOON = RetentionHouse.NOON;

    private final RetentionHouse house = SHARED.emptied();
    private final AgedHistory history = house.history;

    @AfterAll
    static void close() {
        SHARED.close();
    }

    private static Instant daysAgo(int days) {
        return NOON.minus(Duration.ofDays(days));
    }

    private Set<String> streams(RunKey... runs) {
        return Set.copyOf(List.of(runs).stream().map(RunKey::stream).toList());
    }

    @Test
    void whatEndedBeforeTheCutoffGoesAndNothingElse() {
        AccountId acme = house.account("acme", 7);
        RunKey old = history.run(acme, daysAgo(30));
        RunKey waiting = history.waiting(acme, daysAgo(20));
        RunKey running = history.waiting(acme, daysAgo(15));
        history.started(running, daysAgo(15));
        RunKey late = history.waiting(acme, daysAgo(12));
        RunKey canceled = history.waiting(acme, daysAgo(10));
        history.canceled(canceled, daysAgo(9));
        history.succeeded(late, daysAgo(6));
        RunKey young = history.run(acme, daysAgo(5));

        assertThat(house.pass()).isEqualTo(2);

        assertThat(history.runs()).isEqualTo(streams(waiting, running, late, young));
        assertThat(history.facts()).singleElement().satisfies(fact -> {
            assertThat(fact.account()).isEqualTo(acme);
            assertThat(fact.runs()).containsExactly(old.id(), canceled.id());
            assertThat(fact.removed()).containsExactly(new RemovedUsage("2026-02", 1, 0));
            assertThat(fact.prunedAt()).isEqualTo(NOON);
        });
        assertThat(history.sql.queryForList(
                        "SELECT stream FROM ledger.event WHERE name = 'RunHistoryPruned'", String.class))
                .containsExactly("acme.1/history/2026-03");
        assertThat(house.verified()).isTrue();
        assertThat(house.pass()).isZero();
    }

    @Test
    void startsAndRefusalsOfPrunedRunsAreToldMonthByMonth() {
        AccountId acme = house.account("acme", 7);
        RunKey refused = history.waiting(acme, Instant.parse("2026-01-31T23:59:00Z"));
        history.refused(refused, Instant.parse("2026-01-31T23:59:59.999Z"));
        RunKey across = history.waiting(acme, Instant.parse("2026-01-31T23:59:59Z"));
        history.started(across, Instant.parse("2026-02-01T00:00:00Z"));
        history.failed(across, Instant.parse("2026-03-01T00:00:00Z"));

        house.pass();

        assertThat(history.facts())
                .singleElement()
                .satisfies(fact -> assertThat(fact.removed())
                        .containsExactly(new RemovedUsage("2026-01", 0, 1), new RemovedUsage("2026-02", 1, 0)));
        assertThat(house.verified()).isTrue();
    }

    @Test
    void eachAccountKeepsItsOwnDaysAndAnyMayChangeThem() {
        AccountId free = house.account("free", 7);
        AccountId standard = house.account("standard", 30);
        AccountId other = house.account("standard-too", 30);
        for (int days : List.of(40, 20, 10, 3)) {
            history.run(free, daysAgo(days));
            history.run(standard, daysAgo(days));
            history.run(other, daysAgo(days));
        }

        assertThat(house.pass()).isEqualTo(3 + 1 + 1);

        house.days.put(free, 90L);
        house.days.put(standard, 7L);
        assertThat(house.pass()).as("standard keeps less now").isEqualTo(2);
        assertThat(house.pass()).isZero();

        house.clock.advance(Duration.ofDays(60));
        assertThat(house.pass()).as("free keeps more now").isEqualTo(1 + 3);
        house.clock.advance(Duration.ofDays(30));
        assertThat(house.pass()).isEqualTo(1);
        assertThat(history.runs()).isEmpty();
        assertThat(house.verified()).isTrue();
        house.clock.set(NOON);
    }

    @Test
    void anAccountIsNotLookedThroughFromBeforeItExisted() {
        AccountId young = new AccountId("young", 1);
        history.account(young, daysAgo(12));
        house.days.put(young, 7L);
        RunKey before = history.run(young, daysAgo(30));
        RunKey first = history.run(young, daysAgo(12));

        assertThat(house.pass()).isOne();

        assertThat(history.runs()).isEqualTo(streams(before)).doesNotContain(first.stream());
        assertThat(history.marks().keySet()).containsExactly("young.1");
    }

    @Test
    void manyRunsGoInSmallParts() {
        AccountId acme = house.account("acme", 7);
        for (int i = 0; i < 2 * PruneHistory.MOST + 10; i++) {
            history.run(acme, daysAgo(30));
        }
        RunKey young = history.run(acme, daysAgo(1));

        assertThat(house.pass()).isEqualTo(2 * PruneHistory.MOST + 10);

        assertThat(house.sizesOfFacts()).containsExactly(PruneHistory.MOST, PruneHistory.MOST, 10);
        assertThat(history.runs()).isEqualTo(streams(young));
        assertThat(house.verified()).isTrue();
    }

    @Test
    void farMorePositionsThanAStepHasAreGoneThrough() {
        AccountId acme = house.account("acme", 7);
        RunKey first = history.run(acme, daysAgo(30));
        history.sql.update("UPDATE ledger.head SET last = last + 23000");
        RunKey last = history.run(acme, daysAgo(29));

        assertThat(house.pass()).isEqualTo(2);
        assertThat(history.facts()).flatMap(fact -> fact.runs()).containsExactly(first.id(), last.id());
    }

    /** Pruning waits, so that no follower reads the beginning of a run and never its end. */
    @Test
    void nothingIsPrunedThatAFollowerHasNotTakenIn() {
        AccountId acme = house.account("acme", 7);
        RunKey read = history.run(acme, daysAgo(30));
        house.followed = head();
        RunKey unread = history.run(acme, daysAgo(29));

        assertThat(house.pass()).isOne();
        assertThat(history.runs()).isEqualTo(streams(unread)).doesNotContain(read.stream());

        house.followed = head();
        assertThat(house.pass()).isOne();
    }

    private long head() {
        return Objects.requireNonNull(history.sql.queryForObject("SELECT last FROM ledger.head", Long.class));
    }

    @Test
    void aRunThatEndedLaterThanItsPlaceTellsIsPrunedLater() {
        AccountId acme = house.account("acme", 7);
        RunKey ahead = history.waiting(acme, daysAgo(9));
        succeeded(ahead, daysAgo(7).plusSeconds(60), daysAgo(8));
        RunKey behind = history.run(acme, daysAgo(8));

        assertThat(house.pass())
                .as("one whose clock was ahead holds up those behind it")
                .isZero();
        house.clock.advance(Duration.ofHours(1));
        assertThat(house.pass()).isEqualTo(2);

        assertThat(history.facts()).flatMap(fact -> fact.runs()).containsExactly(ahead.id(), behind.id());
    }

    @Test
    void aClockThatWasYearsAheadKeepsNothingForYears() {
        AccountId acme = house.account("acme", 7);
        RunKey mad = history.waiting(acme, daysAgo(30));
        succeeded(mad, Instant.parse("2099-01-01T00:00:00Z"), daysAgo(30));

        assertThat(house.pass()).isOne();
    }

    private void succeeded(RunKey run, Instant finishedAt, Instant recordedAt) {
        ResponseSnapshot fine = new ResponseSnapshot(200, Map.of(), "", false, 0);
        history.append(new RunSucceeded(run, fine, finishedAt), recordedAt);
    }

    @Test
    void twoAtOncePruneEachRunOnce() {
        AccountId acme = house.account("acme", 7);
        AccountId other = house.account("other", 7);
        for (int i = 0; i < 300; i++) {
            history.run(i % 3 == 0 ? other : acme, daysAgo(30));
        }

        List<CompletableFuture<Long>> passes = List.of(0, 1).stream()
                .map(node -> CompletableFuture.supplyAsync(() -> house.pass(
                        node, command -> house.nodes.get(node).commands().send(command), () -> {})))
                .toList();
        long pruned = passes.stream().mapToLong(CompletableFuture::join).sum() + house.pass();

        assertThat(pruned).isEqualTo(300);
        assertThat(history.facts().stream()
                        .flatMap(fact -> fact.runs().stream())
                        .toList())
                .doesNotHaveDuplicates()
                .hasSize(300);
        assertThat(history.runs()).isEmpty();
        assertThat(house.verified()).isTrue();
    }

    @Test
    void whatIsNotExactlyThereAndOverIsNotPruned() {
        AccountId acme = house.account("acme", 7);
        RunKey over = history.run(acme, daysAgo(30));
        RunKey waiting = history.waiting(acme, daysAgo(30));
        RemovedUsage one = new RemovedUsage("2026-02", 1, 0);
        long before = history.events();

        assertRefused(new PruneHistory(acme, List.of(over.id(), waiting.id()), List.of(one), NOON));
        assertRefused(new PruneHistory(acme, List.of(over.id(), new UUID(9, 9)), List.of(one), NOON));
        assertRefused(new PruneHistory(acme, List.of(over.id()), List.of(new RemovedUsage("2026-02", 2, 0)), NOON));
        assertRefused(new PruneHistory(new AccountId("other", 1), List.of(over.id()), List.of(one), NOON));
        assertThat(history.events()).isEqualTo(before);

        house.send(new PruneHistory(acme, List.of(over.id()), List.of(one), NOON))
                .join();
        assertThat(history.runs()).isEqualTo(streams(waiting));
        assertRefused(new PruneHistory(acme, List.of(over.id()), List.of(one), NOON));
        assertThat(history.facts()).hasSize(1);
    }

    private void assertRefused(PruneHistory command) {
        assertThatThrownBy(() -> house.send(command).join()).hasCauseInstanceOf(Refused.class);
    }

    @Test
    void nothingIsPrunedWhileTheListIsBuiltAnew() throws Exception {
        AccountId acme = house.account("acme", 7);
        history.run(acme, daysAgo(30));
        try (Connection replay =
                        Objects.requireNonNull(history.sql.getDataSource()).getConnection();
                Statement statement = replay.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + PrunedRuns.PAUSE + ")");
            assertThat(house.pass()).isZero();
            statement.execute("SELECT pg_advisory_unlock(" + PrunedRuns.PAUSE + ")");
        }
        assertThat(house.pass()).isOne();
    }

    @Test
    void anAccountThatCannotBePrunedHoldsUpNoOther() {
        AccountId broken = house.account("broken", 7);
        AccountId sound = house.account("sound", 7);
        RunKey stays = history.run(broken, daysAgo(30));
        history.run(sound, daysAgo(30));

        long pruned = house.pass(
                0,
                command -> command.stream().startsWith("broken")
                        ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                        : house.nodes.get(0).commands().send(command),
                () -> {});

        assertThat(pruned).isOne();
        assertThat(history.runs()).isEqualTo(streams(stays));
        assertThat(history.marks()).doesNotContainKey("broken.1");
        assertThat(house.pass()).isOne();
    }
}
