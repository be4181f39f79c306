package dev.runledger.command.simulation;

import dev.runledger.command.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A process's idea of the database's time, as the service's own clock has it. */
final class NodeClock extends Clock {

    private final Waiting waiting;
    private Instant at;
    private long since;

    NodeClock(Waiting waiting, Instant at) {
        this.waiting = waiting;
        this.at = at;
        this.since = waiting.nanoTime();
    }

    void observe(Instant databaseTime, Duration within) {
        Instant shown = instant();
        if (shown.isBefore(databaseTime) || shown.isAfter(databaseTime.plus(within))) {
            at = databaseTime;
            since = waiting.nanoTime();
        }
    }

    @Override
    public Instant instant() {
        return at.plusNanos(waiting.nanoTime() - since);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
