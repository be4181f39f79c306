package dev.runledger.ops;

import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.Overlay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A recurring job as a simulation means it: what should fire is told from this, not from what the house makes of it. */
record SimulatedJob(String slug, String schedule, @Nullable String zone, Map<String, Entry> entries) {

    /** What one environment says for itself. */
    record Entry(
            boolean enabled,
            @Nullable String schedule,
            @Nullable String zone) {}

    /** What an environment that is enabled fires by. */
    record Timing(String schedule, String zone) {}

    SimulatedJob {
        entries = Map.copyOf(entries);
    }

    /** By environment; those that are not enabled do not fire. */
    Map<String, Timing> timings() {
        Map<String, Timing> timings = new TreeMap<>();
        entries.forEach((environment, entry) -> {
            if (entry.enabled()) {
                timings.put(environment, timing(entry));
            }
        });
        return timings;
    }

    private Timing timing(Entry entry) {
        String ownOrBase = entry.zone() == null ? zone : entry.zone();
        return new Timing(
                entry.schedule() == null ? schedule : entry.schedule(), Objects.requireNonNullElse(ownOrBase, "UTC"));
    }

    SimulatedJob with(String environment, Entry entry) {
        Map<String, Entry> changed = new TreeMap<>(entries);
        changed.put(environment, entry);
        return new SimulatedJob(slug, schedule, zone, changed);
    }

    SimulatedJob withBase(String otherSchedule, @Nullable String otherZone) {
        return new SimulatedJob(slug, otherSchedule, otherZone, entries);
    }

    /** @param name any; to tell one edit from another */
    JobDefinition definition(String name) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Map<String, Overlay> overlays = new TreeMap<>();
        entries.forEach((environment, entry) -> overlays.put(environment, overlay(entry)));
        return new JobDefinition(name, null, schedule, zone, request, overlays, null);
    }

    private static Overlay overlay(Entry entry) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        leaves.put(Overlay.ENABLED, entry.enabled());
        if (entry.schedule() != null) {
            leaves.put(Overlay.SCHEDULE, entry.schedule());
        }
        if (entry.zone() != null) {
            leaves.put(Overlay.TIMEZONE, entry.zone());
        }
        return new Overlay(leaves);
    }
}
