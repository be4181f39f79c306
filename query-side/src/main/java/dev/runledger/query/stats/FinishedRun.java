package dev.runledger.query.stats;

import dev.runledger.kernel.run.RunStatus;
import java.time.Instant;
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
        @Nullable Instant scheduledFor) {}
