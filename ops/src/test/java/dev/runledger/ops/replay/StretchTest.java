package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.store.FollowerPositions;
import java.util.Map;
import org.axonframework.eventhandling.Segment;
import org.junit.jupiter.api.Test;

class StretchTest {

    private static final Segment[] HALVES = Segment.computeSegments(0, 1);

    private static FollowerPositions at(long first, long second) {
        return new FollowerPositions(Map.of(HALVES[0], first, HALVES[1], second));
    }

    @Test
    void everySegmentsPieceIsCovered() {
        assertThat(Stretch.between(at(10, 40), at(30, 60))).isEqualTo(new Stretch(10, 60));
    }

    @Test
    void aSegmentThatStandsStillCostsNothing() {
        assertThat(Stretch.between(at(3, 900), at(3, 950))).isEqualTo(new Stretch(900, 950));
    }

    @Test
    void nothingLiesBetweenEqualPositions() {
        assertThat(Stretch.between(at(3, 5), at(3, 5)).length()).isZero();
    }

    @Test
    void otherSegmentsThanBeforeAreReadFromTheLeastToTheMost() {
        assertThat(Stretch.between(FollowerPositions.NONE, at(30, 60))).isEqualTo(new Stretch(0, 60));
    }
}
