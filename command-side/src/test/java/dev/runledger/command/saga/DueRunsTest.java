package dev.runledger.command.saga;

import static dev.runledger.command.saga.SampleRuns.NOON;
import static dev.runledger.command.saga.SampleRuns.fire;
import static dev.runledger.command.saga.SampleRuns.retry;
import static dev.runledger.command.saga.SampleRuns.running;
import static dev.runledger.command.saga.SampleRuns.store;
import static dev.runledger.command.saga.SampleRuns.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.command.saga.SampleRuns.Hands;
import dev.runledger.kernel.job.JobKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DueRunsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final PendingRun FIRST = retry(1, JobKind.RECURRING, NOON.plusSeconds(1));
    private static final PendingRun SECOND = retry(2, JobKind.RECURRING, NOON.plusSeconds(2));

    private final SettableClock clock = new SettableClock(NOON);
    private final Hands hands = new Hands();
    private volatile Set<Integer> held = SampleRuns.SEGMENTS;
    private final OpenRunTable table;
    private final DueRuns due;

    DueRunsTest() throws SQLException {
        table = new PostgresOpenRuns(new LedgerDatabase().sql());
        due = new DueRuns(table, hands, clock, () -> held);
    }

    @AfterEach
    void stop() {
        due.close();
    }

    @Test
    void whatIsDueIsHandedOverAtOnce() {
        due.take(waiting(fire(1), NOON.minusSeconds(1)));
        due.take(waiting(fire(2), NOON));

        assertThat(hands.offered).containsExactly(fire(1), fire(2));
    }

    @Test
    void whatIsDueLaterIsHandedOverAtItsInstantAndNotBefore() {
        due.start();
        due.take(waiting(SECOND, NOON.plusSeconds(2)));
        due.take(waiting(FIRST, NOON.plusSeconds(1)));

        clock.set(NOON.plusSeconds(1));
        awaitOffered(1);
        assertThat(hands.offered).containsExactly(FIRST);

        clock.set(NOON.plusSeconds(2));
        awaitOffered(2);
        assertThat(hands.offered).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatWaitsInTheTableKeepsItsInstantOverARestart() {
        store(table, waiting(SECOND, NOON.plusSeconds(2)), waiting(FIRST, NOON.minus(Duration.ofDays(3))));

        due.start();
        awaitOffered(1);
        assertThat(hands.offered).containsExactly(FIRST);

        clock.set(NOON.plusSeconds(2));
        await().atMost(LONG).until(() -> hands.offered.contains(SECOND));
    }

    @Test
    void whatComesDueFarAheadIsReadWhenItsTimeIsNear() {
        Instant tomorrow = NOON.plus(Duration.ofDays(1));
        store(table, waiting(FIRST, tomorrow));
        due.start();
        due.take(waiting(SECOND, NOON.plusSeconds(2)));
        clock.set(NOON.plusSeconds(2));
        awaitOffered(1);

        clock.set(tomorrow);

        awaitOffered(2);
        assertThat(hands.offered).containsExactly(SECOND, FIRST);
    }

    @Test
    void whatRunsAlreadyIsNotHandedOver() {
        store(table, running(fire(9)), waiting(FIRST, NOON));

        due.start();

        awaitOffered(1);
        assertThat(hands.offered).containsExactly(FIRST);
    }

    @Test
    void whatIsDueInASegmentOfAnotherNodeIsLeftToThatNode() {
        held = Set.of(segment(FIRST));
        PendingRun foreign = ofAnotherSegment(FIRST);
        store(table, waiting(foreign, NOON), waiting(FIRST, NOON));

        due.start();

        awaitOffered(1);
        assertThat(hands.offered).containsExactly(FIRST);
    }

    @Test
    void whatWasDueLongAgoInASegmentThatComesToThisNodeIsHandedOver() {
        held = Set.of(segment(FIRST));
        PendingRun left = ofAnotherSegment(FIRST);
        store(table, waiting(left, NOON.minus(Duration.ofDays(1))), waiting(FIRST, NOON));
        due.start();
        awaitOffered(1);

        held = Set.of(segment(FIRST), segment(left));

        await().atMost(LONG).until(() -> hands.offered.contains(left));
    }

    private static int segment(PendingRun run) {
        return RunSegments.of(run.run().stream());
    }

    private static PendingRun ofAnotherSegment(PendingRun run) {
        int number = 3;
        while (segment(fire(number)) == segment(run)) {
            number++;
        }
        return fire(number);
    }

    /** A node that was down may find more than one reading holds, and several runs with the instant at which a reading ends. */
    @Test
    void moreThanOneReadingHoldsIsHandedOverToo() {
        int many = 20_500;
        List<OpenRun> rows = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            Instant at = NOON.minusSeconds(many).plusSeconds(i - i % 7);
            rows.add(waiting(fire(i), at));
        }
        table.write(rows, List.of());

        due.start();

        await().atMost(LONG).until(() -> hands.offered.size() >= many && new HashSet<>(hands.offered).size() == many);
    }

    private void awaitOffered(int count) {
        await().atMost(LONG).until(() -> hands.offered.size() >= count);
    }
}
