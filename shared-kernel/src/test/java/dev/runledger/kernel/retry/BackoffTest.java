package dev.runledger.kernel.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.retry.Backoff.Exponential;
import dev.runledger.kernel.retry.Backoff.Fixed;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final int LONGEST = Integer.MAX_VALUE;

    @Test
    void aFixedBackoffWaitsTheSameEachTime() {
        assertThat(seconds(new Fixed(30), 3)).containsExactly(30, 30, 30);
    }

    @Test
    void anExponentialBackoffDoublesItsWait() {
        assertThat(seconds(new Exponential(5, null), 5)).containsExactly(5, 10, 20, 40, 80);
    }

    @Test
    void noWaitIsLongerThanTheCeiling() {
        assertThat(seconds(new Exponential(5, 15), 4)).containsExactly(5, 10, 15, 15);
    }

    @Test
    void theCeilingMayLieBelowTheFirstWait() {
        assertThat(seconds(new Exponential(60, 10), 2)).containsExactly(10, 10);
    }

    @Test
    void theLongestDelayDoublesBeyondThirtyTwoBits() {
        assertThat(new Exponential(LONGEST, null).wait(10)).isEqualTo(Duration.ofSeconds(512L * LONGEST));
        assertThat(new Exponential(LONGEST, LONGEST).wait(10)).isEqualTo(Duration.ofSeconds(LONGEST));
    }

    @Test
    void aWaitBeyondSixtyFourBitsStaysAtTheGreatestNumber() {
        assertThat(new Exponential(1, null).wait(63)).isEqualTo(Duration.ofSeconds(1L << 62));
        assertThat(new Exponential(1, null).wait(64)).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(new Exponential(LONGEST, null).wait(33)).isEqualTo(Duration.ofSeconds((long) LONGEST << 32));
        assertThat(new Exponential(LONGEST, null).wait(34)).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(new Exponential(LONGEST, 7).wait(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(7));
    }

    private static int[] seconds(Backoff backoff, int retries) {
        return IntStream.rangeClosed(1, retries)
                .map(retry -> Math.toIntExact(backoff.wait(retry).toSeconds()))
                .toArray();
    }
}
