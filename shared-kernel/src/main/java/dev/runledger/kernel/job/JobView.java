package dev.runledger.kernel.job;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as it stands after its latest event: what answers, lists and decisions are made from. */
public record JobView(
        JobKey key,
        UUID incarnation,
        int version,
        JobDefinition definition,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deletedAt) {

    /** Needs no earlier view, because every event of a job tells all of it. */
    public static JobView after(JobEvent event) {
        return switch (event) {
            case JobCreated e ->
                new JobView(e.job(), e.incarnation(), 1, e.definition(), e.createdAt(), e.createdAt(), null);
            case JobReplaced e ->
                new JobView(e.job(), e.incarnation(), e.version(), e.definition(), e.createdAt(), e.updatedAt(), null);
            case JobDeleted e ->
                new JobView(
                        e.job(),
                        e.incarnation(),
                        e.version(),
                        e.definition(),
                        e.createdAt(),
                        e.deletedAt(),
                        e.deletedAt());
        };
    }

    public boolean live() {
        return deletedAt == null;
    }
}
