package dev.runledger.ops;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done now and then, and does no harm if several nodes do it at once. */
final class Chore extends NodeLifecycle.Phased {

    private static final Logger log = LoggerFactory.getLogger(Chore.class);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final ScheduledExecutorService thread;

    /** @param pause between one time and the next */
    Chore(String name, Duration pause, Runnable work) {
        super(0);
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    @Override
    void up() {
        var _ = thread.scheduleWithFixedDelay(this::round, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("{} failed, the next try is in {}: {}", name, pause, e.toString());
        }
    }

    @Override
    void down() {
        thread.shutdownNow();
    }
}
