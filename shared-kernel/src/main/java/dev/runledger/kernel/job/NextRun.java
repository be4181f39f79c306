package dev.runledger.kernel.job;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When a job runs by itself next in one environment (API.md §3.5).
 *
 * @param run the run that waits for the instant already, as a one-off's does; null if it is made when the instant comes
 */
public record NextRun(Instant at, @Nullable UUID run) {

    /** As an event holds it: in its order, and empty where an event is older than the field. */
    static Map<String, NextRun> recorded(@Nullable Map<String, NextRun> next) {
        return next == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(next));
    }

    static Map<String, NextRun> without(Map<String, NextRun> next, String environment) {
        Map<String, NextRun> rest = new LinkedHashMap<>(next);
        rest.remove(environment);
        return rest;
    }
}
