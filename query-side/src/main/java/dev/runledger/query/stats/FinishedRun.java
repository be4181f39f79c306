package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that has just ended, without what it sent and got.
 *
 * @param account the account's stream prefix, as in the tables
 * @param trigger the API's word
 * @param startedAt null if it never turned RUNNING
 * @param scheduledFor null if nothing planned it
 */
public record FinishedRun(
        String account,
        UUID run,
        String job,
        String environment,
        String trigger,
        RunStatus status,
        Instant createdAt,
        @Nullable Instant startedAt,
        Instant finishedAt,
        @Nullable Instant scheduledFor) {

    /** @throws NullPointerException if the run is not over */
    public static FinishedRun of(RunView run) {
        return new FinishedRun(
                run.key().account().toString(),
                run.key().id(),
                run.job(),
                run.environment(),
                run.trigger().text(),
                run.status(),
                run.createdAt(),
                run.execution() == null ? null : run.execution().startedAt(),
                Objects.requireNonNull(run.end()).finishedAt(),
                RunResource.scheduledFor(run.trigger()));
    }
}
