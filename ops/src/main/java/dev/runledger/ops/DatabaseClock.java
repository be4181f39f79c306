package dev.runledger.ops;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The database's time: what it last said plus the time that has passed since by this machine's monotonic clock, so that all
 * nodes agree and a clock set by hand on one of them matters to nobody. Before the first word of the database it is the
 * system's time.
 */
public final class DatabaseClock extends Clock {

    private record Reading(Instant at, long nanos) {}

    private volatile Reading latest;

    public DatabaseClock() {
        this.latest = new Reading(Clock.systemUTC().instant(), System.nanoTime());
    }

    /** Takes in what the database's clock says now. */
    public void observe(Instant databaseTime) {
        latest = new Reading(databaseTime, System.nanoTime());
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
