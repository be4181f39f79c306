package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.query.batch.ViewsDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProjectionTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();

    private final RunProjection projection = new RunProjection(VIEWS.jdbc());

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyHistoryInAnyBatchesLeavesWhatItFoldsTo(long seed) {
        Random random = new Random(seed);
        List<RunEvent> events = new RandomRuns(random).events(150);

        for (int at = 0; at < events.size(); ) {
            int end = Math.min(events.size(), at + random.nextInt(1, 90));
            deliver(events.subList(at, end));
            at = end;

            assertThat(StoredRuns.all(VIEWS.jdbc()))
                    .as("seed %s after %s events", seed, at)
                    .isEqualTo(RandomRuns.folded(events.subList(0, at)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void eventsThatComeAgainChangeNothing(long seed) {
        Random random = new Random(seed);
        List<RunEvent> events = new RandomRuns(random).events(100);

        for (int at = 0; at < events.size(); ) {
            int from = random.nextInt(at + 1);
            int end = Math.min(events.size(), at + random.nextInt(1, 60));
            deliver(events.subList(from, end));
            at = end;

            assertThat(StoredRuns.all(VIEWS.jdbc()))
                    .as("seed %s, again from %s to %s", seed, from, at)
                    .isEqualTo(RandomRuns.folded(events.subList(0, at)));
        }
    }

    @Test
    void aReplayFromZeroNeverTurnsARunBack() {
        List<RunEvent> events = new RandomRuns(new Random(21)).events(30);
        deliver(events);

        for (RunEvent event : events) {
            deliver(List.of(event));
            assertThat(StoredRuns.all(VIEWS.jdbc())).isEqualTo(RandomRuns.folded(events));
        }
    }

    @Test
    void aBatchThatIsRolledBackLeavesNothingAndCanComeAgain() {
        List<RunEvent> events = new RandomRuns(new Random(31)).events(20);

        VIEWS.rollBack(() -> events.forEach(projection::on));
        assertThat(StoredRuns.all(VIEWS.jdbc())).isEmpty();

        deliver(events);
        assertThat(StoredRuns.all(VIEWS.jdbc())).isEqualTo(RandomRuns.folded(events));
    }

    @Test
    void anErrorMayHoldWhatPostgresqlCannot() {
        RunTriggered triggered =
                (RunTriggered) new RandomRuns(new Random(45)).events(1).getFirst();
        deliver(List.of(
                triggered,
                new RunFailed(
                        triggered.run(), FailureReason.TIMEOUT, "cut \0 off", null, triggered.triggeredAt(), null)));

        assertThat(StoredRuns.all(VIEWS.jdbc()).get(triggered.run()))
                .extracting(RunView::end)
                .extracting(End::error)
                .isEqualTo("cut \uFFFD off");
    }

    @Test
    void momentsAreCutToMillisecondsAndNotRounded() {
        RunTriggered triggered =
                (RunTriggered) new RandomRuns(new Random(46)).events(1).getFirst();
        Instant late = RandomRuns.START.plusNanos(7_999_999);
        deliver(List.of(triggered, new RunCanceled(triggered.run(), false, null, late)));

        assertThat(StoredRuns.all(VIEWS.jdbc()).get(triggered.run()))
                .extracting(RunView::end)
                .extracting(End::finishedAt)
                .isEqualTo(RandomRuns.START.plusMillis(7));
    }

    @Test
    void axonDeliversEveryKindOfRunEvent() {
        AnnotationEventHandlerAdapter adapter = new AnnotationEventHandlerAdapter(projection);

        for (Class<?> kind :
                List.of(RunTriggered.class, RunStarted.class, RunSucceeded.class, RunFailed.class, RunCanceled.class)) {
            assertThat(adapter.canHandleType(kind)).as(kind.getSimpleName()).isTrue();
        }
    }

    @Test
    void withoutATransactionNoEventIsTaken() {
        RunEvent event = new RandomRuns(new Random(51)).events(1).getFirst();

        assertThatIllegalStateException().isThrownBy(() -> projection.on(event));
    }

    @Test
    void aBatchTooLargeToHoldIsWrittenInParts() {
        List<RunEvent> events = new RandomRuns(new Random(61)).events(12_000);

        deliver(events);

        assertThat(StoredRuns.all(VIEWS.jdbc())).isEqualTo(RandomRuns.folded(events));
    }

    private void deliver(List<RunEvent> events) {
        VIEWS.commit(() -> events.forEach(projection::on));
    }
}
