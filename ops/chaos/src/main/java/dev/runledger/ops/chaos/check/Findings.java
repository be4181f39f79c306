package dev.runledger.ops.chaos.check;

import dev.runledger.ops.chaos.check.Violation.Kind;
import java.util.ArrayList;
import java.util.List;

/** Gathers what one check has found. */
final class Findings {

    private final String check;
    private final List<Violation> violations = new ArrayList<>();

    Findings(String check) {
        this.check = check;
    }

    void loss(Object subject, String detail) {
        violations.add(new Violation(Kind.LOSS, check, subject.toString(), detail));
    }

    void twice(Object subject, String detail) {
        violations.add(new Violation(Kind.DOUBLE, check, subject.toString(), detail));
    }

    void wrong(Object subject, String detail) {
        violations.add(new Violation(Kind.WRONG, check, subject.toString(), detail));
    }

    void wrongUnless(boolean holds, Object subject, String detail) {
        if (!holds) {
            wrong(subject, detail);
        }
    }

    List<Violation> all() {
        return violations;
    }
}
