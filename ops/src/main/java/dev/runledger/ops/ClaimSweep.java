package dev.runledger.ops;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Now and then deletes keyed requests that no longer count. Several nodes may do so at once. */
final class ClaimSweep extends NodeLifecycle.Phased {

    private static final Logger log = LoggerFactory.getLogger(ClaimSweep.class);

    /** Expired ones count as absent anyway, so this only bounds the table. */
    private static final long MINUTES = 10;

    private final Runnable sweep;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("claim-sweep").daemon().factory());

    /** @param sweep deletes what has expired by now */
    ClaimSweep(Runnable sweep) {
        super(0);
        this.sweep = sweep;
    }

    @Override
    void up() {
        var _ = thread.scheduleWithFixedDelay(this::round, 0, MINUTES, TimeUnit.MINUTES);
    }

    private void round() {
        try {
            sweep.run();
        } catch (RuntimeException e) {
            log.warn(
                    "expired idempotency records were not deleted, the next try is in {} min: {}",
                    MINUTES,
                    e.toString());
        }
    }

    @Override
    void down() {
        thread.shutdownNow();
    }
}
