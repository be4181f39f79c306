package dev.runledger.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that sort by when they were made (RFC 9562 version 7): 48 bits of milliseconds, a counter of 12 bits that
 * begins anew at a random point each millisecond, 62 random bits. Each id of one generator is greater than the one
 * before, even if the clock steps back. Safe for all threads and free of locks.
 */
public final class UuidV7 {

    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** The step of the SplitMix64 generator. */
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private final Clock clock;

    /** Milliseconds and counter of the latest id. */
    private final AtomicLong latest = new AtomicLong();

    private final AtomicLong randomState;

    public UuidV7(Clock clock) {
        this.clock = clock;
        this.randomState = new AtomicLong(new SecureRandom().nextLong());
    }

    public UUID next() {
        long random = random();
        // The counter's highest bit begins as 0, so that 2,048 ids at least fit into each millisecond.
        long fresh = clock.millis() << COUNTER_BITS | random >>> 53;
        long stamp = latest.accumulateAndGet(fresh, (last, now) -> Math.max(last + 1, now));
        long high = stamp >>> COUNTER_BITS << 16 | VERSION | (stamp & 0xFFF);
        return new UUID(high, VARIANT | random() >>> 2);
    }

    private long random() {
        long mixed = randomState.addAndGet(GOLDEN_GAMMA);
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
