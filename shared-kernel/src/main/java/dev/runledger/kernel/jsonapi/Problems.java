package dev.runledger.kernel.jsonapi;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one request, gathered so that all of it is reported together (API.md §1.6). */
public final class Problems {

    /** Most errors reported of one request; further ones are dropped. */
    private static final int LIMIT = 20;

    private final List<ErrorObject> found = new ArrayList<>();

    public void add(ErrorObject error) {
        if (found.size() < LIMIT) {
            found.add(error);
        }
    }

    /** @throws Refused if anything was wrong */
    public void refuseIfAny() {
        if (!found.isEmpty()) {
            throw new Refused(new Refusal.Invalid(found));
        }
    }
}
