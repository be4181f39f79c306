package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever pruning breaks off nothing is lost and nothing is counted twice; it goes on where it was. */
class InterruptedRetentionTest {

    private static final RetentionHouse SHARED = new RetentionHouse();
    private static final Instant LONG_AGO = RetentionHouse.NOON.minus(Duration.ofDays(30));
    private static final int RUNS = PruneHistory.MOST + 20;

    private final RetentionHouse house = SHARED.emptied();
    private final AgedHistory history = house.history;
    private final AccountId acme = house.account("acme", 7);

    @AfterAll
    static void close() {
        SHARED.close();
    }

    @AfterEach
    void sound() {
        history.sql.execute("DROP TRIGGER IF EXISTS broken ON ledger.event");
        history.sql.execute("DROP TRIGGER IF EXISTS broken ON ledger.retention");
    }

    private static final class Crash extends Error {
        Crash() {
            super("crash");
        }
    }

    private void manyRuns() {
        for (int i = 0; i < RUNS; i++) {
            history.run(acme, LONG_AGO);
        }
    }

    private CompletableFuture<Object> send(Command command) {
        return house.nodes.get(0).commands().send(command);
    }

    @Test
    void betweenReadingAndTheCommand() {
        manyRuns();
        assertCrashes(command -> {
            throw new Crash();
        });

        assertThat(history.facts()).isEmpty();
        assertGoesOn();
    }

    @Test
    void betweenTheCommitAndTheMark() {
        manyRuns();
        assertCrashes(command -> {
            send(command).join();
            throw new Crash();
        });

        assertThat(history.marks()).isEmpty();
        assertThat(house.sizesOfFacts()).containsExactly(PruneHistory.MOST);
        assertThat(house.verified()).isTrue();
        assertGoesOn();
    }

    @Test
    void betweenTwoSteps() {
        manyRuns();
        assertThatThrownBy(() -> house.pass(0, this::send, () -> {
                    throw new Crash();
                }))
                .isInstanceOf(Crash.class);

        assertThat(house.sizesOfFacts()).containsExactly(PruneHistory.MOST);
        assertGoesOn();
    }

    private void assertCrashes(Function<Command, CompletableFuture<Object>> way) {
        assertThatThrownBy(() -> house.pass(0, way, () -> {})).isInstanceOf(Crash.class);
    }

    @Test
    void afterTheDeletionAndBeforeTheAppend() {
        breakAt("BEFORE INSERT ON ledger.event FOR EACH ROW WHEN (new.name = 'RunHistoryPruned')");
        assertNothingHappens();
    }

    @Test
    void inTheCommit() {
        breakAt("AFTER INSERT ON ledger.event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                + " WHEN (new.name = 'RunHistoryPruned')");
        assertNothingHappens();
    }

    private void assertNothingHappens() {
        manyRuns();
        long before = history.events();

        assertThat(house.pass()).isZero();

        assertThat(history.events()).isEqualTo(before);
        assertThat(history.marks()).isEmpty();
        sound();
        assertGoesOn();
    }

    @Test
    void whereTheMarkCannotBeWritten() {
        manyRuns();
        breakAt("BEFORE INSERT ON ledger.retention FOR EACH ROW");

        assertThatThrownBy(house::pass).hasMessageContaining("broken");
        assertThat(history.runs()).isEmpty();
        assertThat(house.verified()).isTrue();

        sound();
        assertGoesOn();
        history.run(acme, RetentionHouse.NOON);
        house.clock.advance(Duration.ofDays(8));
        assertThat(house.pass()).isOne();
        assertThat(history.marks()).isNotEmpty();
    }

    private void breakAt(String when) {
        history.sql.execute("CREATE OR REPLACE FUNCTION ledger.broken() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RAISE EXCEPTION ''broken''; END'");
        String kind = when.contains("DEFERRABLE") ? "CREATE CONSTRAINT TRIGGER broken " : "CREATE TRIGGER broken ";
        history.sql.execute(kind + when + " EXECUTE FUNCTION ledger.broken()");
    }

    /** On the other node. */
    private void assertGoesOn() {
        long left = (long) RUNS
                - history.facts().stream().mapToInt(fact -> fact.runs().size()).sum();
        assertThat(house.pass(1, command -> house.nodes.get(1).commands().send(command), () -> {}))
                .isEqualTo(left);
        assertThat(history.runs()).isEmpty();
        assertThat(history.facts().stream()
                        .flatMap(fact -> fact.runs().stream())
                        .toList())
                .doesNotHaveDuplicates()
                .hasSize(RUNS);
        assertThat(house.verified()).isTrue();
    }

    /** Starts, refusals, cancellations, ends and prunings that are broken off, in any order, over months and accounts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countersAreWhatTheEventsSayAfterAnyHistory(long seed) {
        Random random = new Random(seed);
        List<AccountId> accounts = List.of(acme, house.account("acme2", 30), house.account("acme.x", 0));
        List<RunKey> waiting = new ArrayList<>();
        List<RunKey> running = new ArrayList<>();
        Set<String> notOver = new HashSet<>();
        Instant now = RetentionHouse.NOON.minus(Duration.ofDays(100));
        for (int i = 0; i < 300; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(1, 12 * 60)));
            happen(random, accounts, waiting, running, now);
            if (random.nextInt(25) == 0) {
                house.clock.set(now);
                pruneIfNothingBreaks(random);
                assertThat(house.verified()).as("seed %s, step %s", seed, i).isTrue();
            }
        }
        house.clock.set(now.plus(Duration.ofDays(40)));
        house.pass();

        waiting.forEach(run -> notOver.add(run.stream()));
        running.forEach(run -> notOver.add(run.stream()));
        assertThat(history.runs()).isEqualTo(notOver);
        assertThat(house.verified()).isTrue();
        assertRefusalsAreKept(accounts);
    }

    private void happen(
            Random random, List<AccountId> accounts, List<RunKey> waiting, List<RunKey> running, Instant now) {
        if (waiting.size() < 3 || random.nextInt(3) == 0) {
            waiting.add(history.waiting(accounts.get(random.nextInt(accounts.size())), now));
            return;
        }
        RunKey run = waiting.remove(random.nextInt(waiting.size()));
        switch (random.nextInt(6)) {
            case 0 -> history.canceled(run, now);
            case 1 -> history.refused(run, now);
            default -> {
                history.started(run, now);
                running.add(run);
            }
        }
        if (running.size() > 3) {
            RunKey ending = running.remove(random.nextInt(running.size()));
            switch (random.nextInt(3)) {
                case 0 -> history.failed(ending, now);
                case 1 -> history.canceled(ending, now);
                default -> history.succeeded(ending, now);
            }
        }
    }

    private void pruneIfNothingBreaks(Random random) {
        try {
            house.pass(
                    random.nextInt(2),
                    command -> {
                        if (random.nextInt(4) == 0) {
                            throw new Crash();
                        }
                        CompletableFuture<Object> answer = send(command);
                        if (random.nextInt(4) == 0) {
                            answer.join();
                            throw new Crash();
                        }
                        return answer;
                    },
                    () -> {});
        } catch (Crash crash) {
            assertThat(crash).hasMessage("crash");
        }
    }

    private void assertRefusalsAreKept(List<AccountId> accounts) {
        for (AccountId account : accounts) {
            history.sql.query(
                    "SELECT period, refused FROM ledger.usage WHERE account = ?",
                    row -> {
                        assertThat(history.refusedInFacts(account, YearMonth.parse(row.getString(1))))
                                .isEqualTo(row.getLong(2));
                    },
                    account.name());
        }
    }
}
