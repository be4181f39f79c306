package dev.runledger.command.execution;

import dev.runledger.command.catalog.JobDefinitionSource;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every attempt of a worker works with.
 *
 * @param clock the one that {@code started_at} is read from
 */
record WorkerParts(
        UUID worker,
        PatientCommands commands,
        JobDefinitionSource jobs,
        OutboundHeaders headers,
        HttpCaller caller,
        ScheduledExecutorService watchdogs,
        Clock clock) {}
