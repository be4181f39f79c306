package dev.runledger.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The database's time: what it once said plus the time that has passed since by this machine's monotonic clock, so that all
 * nodes agree and a clock set by hand on one of them matters to nobody. Before the first word of the database it is the
 * system's time.
 */
public final class DatabaseClock extends Clock {

    private record Reading(Instant at, long nanos) {}

    private volatile Reading latest;

    public DatabaseClock() {
        this.latest = new Reading(Clock.systemUTC().instant(), System.nanoTime());
    }

    /**
     * Takes in what the database's clock said at some moment of a time that ends now. As long as this clock may be right it goes on
     * as it is: set each time, it would jump back by as long as the answer took, and what is due would be late or look early.
     *
     * @param within how long that time was
     */
    public void observe(Instant databaseTime, Duration within) {
        Instant shown = instant();
        if (shown.isBefore(databaseTime) || shown.isAfter(databaseTime.plus(within))) {
            latest = new Reading(databaseTime, System.nanoTime());
        }
    }

    @Override
    public Instant instant() {
        Reading reading = latest;
        return reading.at().plusNanos(System.nanoTime() - reading.nanos());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Always UTC: the house shows no other. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants are shown in UTC only");
    }
}
