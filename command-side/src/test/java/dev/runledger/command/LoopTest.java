package dev.runledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicInteger steps = new AtomicInteger();

    @Test
    void aStepSaysHowLongToWaitForTheNext() {
        try (Loop loop = new Loop("loop", () -> steps.incrementAndGet() < 5 ? Duration.ofMillis(1) : HOUR)) {
            loop.start();

            await().until(() -> steps.get() == 5);
        }
    }

    @Test
    void beingWokenItTakesTheNextStepAtOnce() {
        try (Loop loop = new Loop("loop", () -> counted(HOUR))) {
            loop.wake();
            loop.start();
            await().until(() -> steps.get() == 2);

            loop.wake();

            await().until(() -> steps.get() == 3);
        }
    }

    @Test
    void aStepThatFailsIsFollowedByAnother() {
        try (Loop loop = new Loop("loop", () -> {
            if (steps.incrementAndGet() == 1) {
                throw new IllegalStateException("the first one does");
            }
            return HOUR;
        })) {
            loop.start();

            await().until(() -> steps.get() == 2);
        }
    }

    @Test
    void closingItWaitsForTheStepUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Loop loop = new Loop("loop", () -> {
            begun.countDown();
            Thread.onSpinWait();
            return counted(Duration.ZERO);
        });
        loop.start();
        begun.await();

        loop.close();

        int taken = steps.get();
        loop.wake();
        assertThat(steps).hasValue(taken);
    }

    private Duration counted(Duration next) {
        steps.incrementAndGet();
        return next;
    }
}
