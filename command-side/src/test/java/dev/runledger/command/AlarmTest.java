package dev.runledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.Alarm.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOON);
    private final Map<String, Instant> table = new ConcurrentHashMap<>();
    private final List<Instant> readings = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private Alarm<String> alarm = alarm(this::take);

    @AfterEach
    void stop() {
        alarm.close();
    }

    @Test
    void whatTheTableHoldsIsHandedOverWhenItsInstantHasCome() {
        table.put("soon", NOON.plusMillis(500));
        alarm.start();
        awaitReadings(3);
        assertThat(taken).isEmpty();

        clock.set(NOON.plusMillis(499));
        awaitReadings(1);
        assertThat(taken).isEmpty();

        clock.set(NOON.plusMillis(500));
        awaitTaken("soon");
    }

    @Test
    void whatIsOverdueAtTheStartIsHandedOverAtOnce() {
        table.put("long ago", NOON.minus(Duration.ofDays(3)));

        alarm.start();

        awaitTaken("long ago");
    }

    @Test
    void aReadingLooksAFewSecondsAhead() {
        alarm.start();

        awaitReadings(1);
        assertThat(readings).first().isEqualTo(NOON.plusSeconds(4));
    }

    @Test
    void whatComesTogetherIsHandedOverInTheOrderOfItsInstants() {
        for (String second : List.of("3", "1", "4", "0", "2")) {
            alarm.hint(second, NOON.plusSeconds(1).plusMillis(Integer.parseInt(second)));
        }
        alarm.start();

        clock.set(NOON.plusSeconds(9));

        awaitTaken("0", "1", "2", "3", "4");
    }

    @Test
    void aHintIsHandedOverWithoutAReading() {
        alarm.start();
        awaitReadings(1);

        alarm.hint("told", NOON);

        awaitTaken("told");
    }

    @Test
    void aHintOfAFarInstantIsLeftToAReading() {
        alarm.hint("far", NOON.plus(Duration.ofMinutes(5)));
        alarm.hint("near", NOON.plusSeconds(30));
        alarm.start();

        clock.set(NOON.plus(Duration.ofMinutes(6)));

        awaitReadings(3);
        awaitTaken("near");
    }

    @Test
    void whatIsHintedAndReadManyTimesIsHandedOverOnce() {
        table.put("once", NOON.plusSeconds(2));
        alarm.start();
        alarm.hint("once", NOON.plusSeconds(2));
        alarm.hint("once", NOON.plusSeconds(2));
        awaitReadings(3);

        clock.set(NOON.plusSeconds(2));

        awaitTaken("once");
        awaitReadings(2);
        awaitTaken("once");
    }

    @Test
    void whatWasMovedWaitsForItsNewInstant() {
        alarm.hint("moved", NOON.plusSeconds(1));
        alarm.hint("moved", NOON.plusSeconds(3));
        alarm.hint("other", NOON.plusSeconds(1));
        alarm.start();

        clock.set(NOON.plusSeconds(2));
        awaitTaken("other");

        clock.set(NOON.plusSeconds(3));
        awaitTaken("other", "moved");
    }

    @Test
    void aTableThatCannotBeReadIsReadAgain() {
        failures.set(2);
        table.put("due", NOON);

        alarm.start();

        awaitTaken("due");
    }

    @Test
    void hintsAreHandedOverWhileTheTableCannotBeRead() {
        failures.set(Integer.MAX_VALUE);
        alarm.start();
        awaitReadings(1);

        alarm.hint("told", NOON);

        awaitTaken("told");
    }

    @Test
    void aTakerThatFailsIsAskedAgainAndOthersDoNotSuffer() {
        List<String> refused = new CopyOnWriteArrayList<>();
        alarm = alarm(thing -> {
            if (thing.equals("bad") && refused.size() < 2) {
                refused.add(thing);
                throw new IllegalStateException("not yet");
            }
            take(thing);
        });
        table.put("bad", NOON.minusSeconds(2));
        table.put("good", NOON.minusSeconds(1));

        alarm.start();

        awaitTaken("good", "bad");
        assertThat(refused).hasSize(2);
    }

    @Test
    void aClockThatJumpsForwardLeavesNothingBehind() {
        table.put("tomorrow", NOON.plus(Duration.ofDays(1)));
        alarm.start();
        awaitReadings(1);

        clock.advance(Duration.ofDays(2));

        awaitTaken("tomorrow");
    }

    @Test
    void aClockThatJumpsBackHandsNothingOverEarly() {
        table.put("soon", NOON.plusSeconds(2));
        alarm.start();
        awaitReadings(1);

        clock.set(NOON.minus(Duration.ofHours(1)));
        awaitReadings(3);
        assertThat(taken).isEmpty();

        clock.set(NOON.plusSeconds(2));
        awaitTaken("soon");
    }

    @Test
    void aClosedAlarmHandsNothingOverAnyMore() {
        table.put("due", NOON.plusSeconds(1));
        alarm.start();
        awaitReadings(1);

        alarm.close();
        clock.set(NOON.plusSeconds(2));
        alarm.hint("told", NOON);

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("alarm under test")));
        assertThat(taken).isEmpty();
    }

    @Test
    void anAlarmThatNeverStartedIsClosedToo() {
        alarm.close();

        assertThat(taken).isEmpty();
    }

    private Alarm<String> alarm(Consumer<String> taker) {
        return new Alarm<>("alarm under test", clock, this::until, taker);
    }

    private List<Due<String>> until(Instant latest, int most) {
        readings.add(latest);
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("the database is away");
        }
        return table.entrySet().stream()
                .map(row -> new Due<>(row.getKey(), row.getValue()))
                .filter(due -> !due.at().isAfter(latest))
                .sorted(Comparator.comparing(Due::at))
                .limit(most)
                .toList();
    }

    /** As those who take do: what was decided is gone from the table. */
    private void take(String thing) {
        table.remove(thing);
        taken.add(thing);
    }

    private void awaitTaken(String... things) {
        await().untilAsserted(() -> assertThat(taken).containsExactly(things));
    }

    private void awaitReadings(int more) {
        int until = readings.size() + more;
        await().until(() -> readings.size() >= until);
    }
}
