package dev.runledger.ops.embedded;

import java.time.Duration;

/** Pauses between restarts: each twice the one before, up to a bound. Used by one thread. */
final class Backoff {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** A life at least this long says that the database can run here. */
    private static final Duration GOOD_LIFE = Duration.ofMinutes(1);

    private Duration next = SHORTEST;

    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }

    void after(Duration life) {
        if (life.compareTo(GOOD_LIFE) >= 0) {
            next = SHORTEST;
        }
    }
}
