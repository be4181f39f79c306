package dev.runledger.ops.bench;

import dev.runledger.command.schedule.FireTimes;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@link CronBench} measures; JMH makes subclasses of it, so it is neither final nor hidden. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class NextFire {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** After these many years the walk begins anew, so that it stays where schedules are. */
    private static final Instant END = BEGIN.plus(Duration.ofDays(40 * 365));

    /** Far from any fire and from any clock change, different each time. */
    private static final Duration APART = Duration.ofSeconds(7_777_777);

    /** The expression, and behind a semicolon the zone. */
    @Param({
        "* * * * *;UTC",
        "*/15 * * * *;America/New_York",
        "30 2 * * MON-FRI;Europe/Berlin",
        "0 9 1 * *;Asia/Kolkata",
        "0 0 29 2 *;America/New_York"
    })
    public String schedule = "";

    private FireTimes times = FireTimes.of("* * * * *", null);
    private Instant at = BEGIN;

    @Setup
    public void read() {
        times = FireTimes.of(schedule.split(";")[0], schedule.split(";")[1]);
    }

    /** Each fire after the one before, as the firing loop asks. */
    @Benchmark
    public Instant inSuccession() {
        at = at.isAfter(END) ? BEGIN : times.next(at);
        return at;
    }

    /** From moments a quarter of a year apart, so that a clock change lies between most of them. */
    @Benchmark
    public Instant farApart() {
        at = at.isAfter(END) ? BEGIN : at.plus(APART);
        return times.next(at);
    }

    /** From the texts, as after a start. */
    @Benchmark
    public Instant readAndAsk() {
        return FireTimes.of(schedule.split(";")[0], schedule.split(";")[1]).next(BEGIN);
    }
}
