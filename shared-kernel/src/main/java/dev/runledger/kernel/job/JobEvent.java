package dev.runledger.kernel.job;

import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.UUID;

/**
 * What happened to a job. Each event tells the whole of what the job is afterwards, so the last one is enough to know it.
 * A job's stream holds edits only, never one event per run.
 */
public sealed interface JobEvent {

    JobKey job();

    /** The life of the slug that this event belongs to: a deleted slug created anew begins another. */
    UUID incarnation();

    int version();

    /** A job came into being, perhaps under a slug that lived before. */
    @EventType(name = "JobCreated")
    record JobCreated(JobKey job, UUID incarnation, JobDefinition definition, Instant createdAt) implements JobEvent {
        @Override
        public int version() {
            return 1;
        }
    }

    /** The definition was replaced as a whole, perhaps by an equal one. */
    @EventType(name = "JobReplaced")
    record JobReplaced(
            JobKey job, UUID incarnation, int version, JobDefinition definition, Instant createdAt, Instant updatedAt)
            implements JobEvent {}

    /** The job is gone; its runs stay, those that wait are canceled, and the slug is free. */
    @EventType(name = "JobDeleted")
    record JobDeleted(
            JobKey job, UUID incarnation, int version, JobDefinition definition, Instant createdAt, Instant deletedAt)
            implements JobEvent {}
}
