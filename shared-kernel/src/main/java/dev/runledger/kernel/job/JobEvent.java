package dev.runledger.kernel.job;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a job. Each event tells the whole of what the job is afterwards, so the last one is enough to know it.
 * A job's stream holds edits only, never one event per run.
 */
public sealed interface JobEvent {

    JobKey job();

    /** The life of the slug that this event belongs to: a deleted slug created anew begins another. */
    UUID incarnation();

    int version();

    /** What the job is afterwards, or was before it was deleted. */
    JobDefinition definition();

    /**
     * A job came into being, perhaps under a slug that lived before.
     *
     * @param next when it runs by itself, by environment
     */
    @EventType(name = "JobCreated")
    record JobCreated(
            JobKey job, UUID incarnation, JobDefinition definition, Map<String, NextRun> next, Instant createdAt)
            implements JobEvent {
        public JobCreated {
            next = NextRun.recorded(next);
        }

        @Override
        public int version() {
            return 1;
        }
    }

    /**
     * The definition was replaced as a whole, perhaps by an equal one.
     *
     * @param next when it runs by itself, by environment; a schedule that stayed the same keeps its place
     * @param disabled the environments in which this edit ended what was enabled
     */
    @EventType(name = "JobReplaced")
    record JobReplaced(
            JobKey job,
            UUID incarnation,
            int version,
            JobDefinition definition,
            Map<String, NextRun> next,
            List<String> disabled,
            Instant createdAt,
            Instant updatedAt)
            implements JobEvent {
        public JobReplaced {
            next = NextRun.recorded(next);
            disabled = List.copyOf(Objects.requireNonNullElse(disabled, List.of()));
        }
    }

    /**
     * The run for which a one-off waited in one environment no longer waits, so the job is not enabled there any more. No
     * edit: version and {@code updatedAt} stay.
     *
     * @param definition with the entry disabled
     * @param next what it still waits for elsewhere
     */
    @EventType(name = "OneOffSpent")
    record OneOffSpent(
            JobKey job,
            UUID incarnation,
            int version,
            String environment,
            UUID run,
            JobDefinition definition,
            Map<String, NextRun> next,
            Instant createdAt,
            Instant updatedAt,
            Instant spentAt)
            implements JobEvent {
        public OneOffSpent {
            next = NextRun.recorded(next);
        }
    }

    /**
     * The entry of an environment was removed, because the environment was deleted together with what jobs say of it. An edit
     * like any other, but by nobody's hand.
     *
     * @param definition without the entry
     * @param next when it runs by itself, in what is left
     */
    @EventType(name = "OverlayRemoved")
    record OverlayRemoved(
            JobKey job,
            UUID incarnation,
            int version,
            String environment,
            JobDefinition definition,
            Map<String, NextRun> next,
            Instant createdAt,
            Instant updatedAt)
            implements JobEvent {
        public OverlayRemoved {
            next = NextRun.recorded(next);
        }
    }

    /**
     * The job is gone; its runs stay, those that wait are canceled, and the slug is free.
     *
     * @param reason why, if not by somebody's wish
     */
    @EventType(name = "JobDeleted")
    record JobDeleted(
            JobKey job,
            UUID incarnation,
            int version,
            JobDefinition definition,
            Instant createdAt,
            Instant deletedAt,
            @Nullable String reason)
            implements JobEvent {}
}
