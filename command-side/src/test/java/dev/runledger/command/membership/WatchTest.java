package dev.runledger.command.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.membership.MemberTable.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Member SELF = member(1);
    private static final Member OTHER = member(2);
    private static final boolean LOCKED = true;
    private static final boolean UNLOCKED = false;

    private final Watch watch = new Watch(new Watch.Limits(Duration.ofSeconds(3), Duration.ofSeconds(30)));
    private long seconds;
    private Watch.Judgement latest = new Watch.Judgement(List.of(), List.of());

    @Test
    void aProcessWhoseLockGoesAndThatGivesNoSignIsDeadAfterAShortWhile() {
        see(0, 7, LOCKED);
        see(1, 7, UNLOCKED);
        see(3, 7, UNLOCKED);
        assertThat(latest.dead()).isEmpty();

        see(4, 7, UNLOCKED);

        assertThat(latest.dead()).containsExactly(OTHER);
    }

    @Test
    void aProcessThatLostItsLockButGivesSignsLives() {
        see(0, 7, LOCKED);
        for (int second = 1; second < 100; second++) {
            see(second, 7 + second, UNLOCKED);
            assertThat(latest.dead()).isEmpty();
            assertThat(latest.present()).containsExactly(SELF, OTHER);
        }
    }

    @Test
    void aProcessThatHoldsItsLockAndDoesNotMoveIsDeadAfterTheSilence() {
        see(0, 7, LOCKED);
        see(29, 7, LOCKED);
        assertThat(latest.dead()).isEmpty();

        see(30, 7, LOCKED);

        assertThat(latest.dead()).containsExactly(OTHER);
    }

    /** After a restart of the database all locks are gone, and whoever is back first must not bury the others. */
    @Test
    void aLockThatWasNeverSeenProvesNothing() {
        see(0, 7, UNLOCKED);
        see(29, 7, UNLOCKED);
        assertThat(latest.dead()).isEmpty();

        see(30, 7, UNLOCKED);

        assertThat(latest.dead()).containsExactly(OTHER);
    }

    @Test
    void whatWasSeenThroughAnEarlierSessionCountsNoMore() {
        see(0, 7, LOCKED);
        watch.begin();
        see(29, 7, UNLOCKED);
        see(58, 7, UNLOCKED);
        assertThat(latest.dead()).isEmpty();

        see(59, 7, UNLOCKED);

        assertThat(latest.dead()).containsExactly(OTHER);
    }

    @Test
    void aProcessThatDoesNotMoveHasNoShareUntilItMovesAgain() {
        see(0, 7, LOCKED);
        see(3, 7, LOCKED);
        assertThat(latest.present()).containsExactly(SELF, OTHER);

        see(4, 7, LOCKED);
        assertThat(latest.present()).containsExactly(SELF);

        see(5, 8, LOCKED);
        assertThat(latest.present()).containsExactly(SELF, OTHER);
    }

    @Test
    void nobodyJudgesItself() {
        for (int second = 0; second < 100; second += 50) {
            look(second, new Sighting(SELF, 1, UNLOCKED));
            assertThat(latest.present()).containsExactly(SELF);
            assertThat(latest.dead()).isEmpty();
        }
    }

    /** A restored backup or a lost beat may count backwards. */
    @Test
    void anyChangeIsASign() {
        see(0, 7, LOCKED);
        see(29, 6, LOCKED);
        see(58, 6, LOCKED);

        assertThat(latest.dead()).isEmpty();
    }

    private void see(long second, long beats, boolean locked) {
        look(second, new Sighting(SELF, second, LOCKED), new Sighting(OTHER, beats, locked));
    }

    private void look(long second, Sighting... everybody) {
        assertThat(second).isGreaterThanOrEqualTo(seconds);
        seconds = second;
        latest = watch.look(
                SELF.worker(),
                new ArrayList<>(List.of(everybody)),
                Duration.ofSeconds(second).toNanos());
    }

    private static Member member(int number) {
        return new Member(new UUID(1, number), new UUID(2, number), new UUID(3, number), NodeRole.ALL);
    }
}
