package dev.runledger.ops.chaos.check;

import java.util.HashMap;
import java.util.Map;

/** Positions run from 1 to the head without gaps, and so does the sequence of each stream from 0. */
final class PositionsCheck {

    private PositionsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        long expected = 1;
        Map<String, Long> sequences = new HashMap<>();
        for (StoredEvent stored : evidence.ledger().events()) {
            if (stored.position() != expected) {
                findings.loss("position " + expected, "the next event has " + stored.position());
                expected = stored.position();
            }
            expected++;
            long sequence = sequences.merge(stored.stream(), 0L, (before, first) -> before + 1);
            findings.wrongUnless(
                    stored.sequence() == sequence,
                    stored.stream(),
                    "its event " + sequence + " has the sequence " + stored.sequence());
        }
        long head = evidence.ledger().head();
        findings.wrongUnless(head == expected - 1, "head", "it is " + head + " and the last event " + (expected - 1));
    }
}
