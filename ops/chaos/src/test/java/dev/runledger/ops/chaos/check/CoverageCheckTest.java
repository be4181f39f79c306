package dev.runledger.ops.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.chaos.check.Violation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageCheckTest {

    @Test
    void aRunOrAGapForEachInstantIsRight() {
        assertThat(found(new Ledgers().fired(1).skipped(2, 4).fired(5).waitingFor(6)))
                .isEmpty();
    }

    @Test
    void aMissingInstantIsALoss() {
        assertThat(found(new Ledgers().fired(1).fired(3).waitingFor(4)))
                .extracting(Violation::kind)
                .containsExactly(Kind.LOSS);
    }

    @Test
    void anInstantThatIsLeftAtTheEndIsALoss() {
        assertThat(found(new Ledgers().fired(1).waitingFor(4)))
                .extracting(Violation::kind)
                .contains(Kind.LOSS);
    }

    @Test
    void anInstantThatIsRunAndSkippedIsADouble() {
        assertThat(found(new Ledgers().fired(1).fired(2).skipped(2, 3).waitingFor(4)))
                .extracting(Violation::kind)
                .containsExactly(Kind.DOUBLE);
    }

    @Test
    void twoRunsOfOneInstantAreADouble() {
        assertThat(found(new Ledgers().fired(1).fired(1).waitingFor(2)))
                .extracting(Violation::kind)
                .containsExactly(Kind.DOUBLE);
    }

    @Test
    void aTimetableThatWaitsForSomethingElseIsWrong() {
        assertThat(found(new Ledgers().fired(1).fired(2).waitingFor(4)))
                .extracting(Violation::detail)
                .anyMatch(detail -> detail.startsWith("ledger.next_fire has"))
                .anyMatch(detail -> detail.startsWith("views.next_run has"));
    }

    private static List<Violation> found(Ledger ledger) {
        return Ledgers.found((evidence, findings) -> new CoverageCheck(evidence, findings).judge(), ledger);
    }
}
