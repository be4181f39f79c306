package dev.runledger.kernel;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The environments a credential may see: all ({@code only} is null) or a non-empty list (API.md §1.2). */
public record EnvironmentScope(@Nullable Set<String> only) {

    public static final EnvironmentScope ALL = new EnvironmentScope(null);

    public EnvironmentScope {
        only = only == null ? null : Set.copyOf(only);
    }

    public boolean sees(String environment) {
        return only == null || only.contains(environment);
    }

    /** @throws Refused if the environment may not be named, whether it exists or not (API.md §1.2) */
    public void require(String environment) {
        if (!sees(environment)) {
            throw new Refused(new Refusal.EnvironmentForbidden(environment));
        }
    }

    /** The one environment of a single-environment credential, which supplies it where none is named. */
    public Optional<String> single() {
        return only != null && only.size() == 1 ? only.stream().findFirst() : Optional.empty();
    }
}
