package dev.runledger.kernel.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobEvent.OverlayRemoved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands after its latest event: what answers, lists and decisions are made from.
 *
 * @param next when it runs by itself, by environment, as of that event: what has fired since is not in it
 * @param disabled the environments that this very event disabled
 */
public record JobView(
        JobKey key,
        UUID incarnation,
        int version,
        JobDefinition definition,
        Map<String, NextRun> next,
        List<String> disabled,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    public JobView {
        next = NextRun.recorded(next);
        disabled = List.copyOf(Objects.requireNonNullElse(disabled, List.of()));
    }

    /** Needs no earlier view, because every event of a job tells all of it. */
    public static JobView after(JobEvent event) {
        return switch (event) {
            case JobCreated e -> live(e, e.next(), List.of(), e.createdAt(), e.createdAt());
            case JobReplaced e -> live(e, e.next(), e.disabled(), e.createdAt(), e.updatedAt());
            case OneOffSpent e -> live(e, e.next(), List.of(), e.createdAt(), e.updatedAt());
            case OverlayRemoved e -> live(e, e.next(), List.of(e.environment()), e.createdAt(), e.updatedAt());
            case JobDeleted e ->
                new JobView(
                        e.job(),
                        e.incarnation(),
                        e.version(),
                        e.definition(),
                        Map.of(),
                        List.of(),
                        e.createdAt(),
                        e.deletedAt(),
                        e.deletedAt());
        };
    }

    private static JobView live(
            JobEvent event, Map<String, NextRun> next, List<String> disabled, Instant createdAt, Instant updatedAt) {
        return new JobView(
                event.job(),
                event.incarnation(),
                event.version(),
                event.definition(),
                next,
                disabled,
                createdAt,
                updatedAt,
                null);
    }

    /** The same job, with what is known of its next runs from elsewhere. */
    public JobView with(Map<String, NextRun> next) {
        return new JobView(key, incarnation, version, definition, next, disabled, createdAt, updatedAt, deletedAt);
    }

    /** The same job once the run that waited in this environment no longer waits: disabled there (API.md §4.4). */
    public JobView spentIn(String environment) {
        return new JobView(
                key,
                incarnation,
                version,
                definition.disabledIn(environment),
                NextRun.without(next, environment),
                disabled,
                createdAt,
                updatedAt,
                deletedAt);
    }

    /** Whether this run is the one that a one-off waits for in this environment. */
    public boolean waitsFor(UUID run, String environment) {
        NextRun waited = next.get(environment);
        return waited != null && run.equals(waited.run());
    }

    @JsonIgnore
    public boolean live() {
        return deletedAt == null;
    }
}
