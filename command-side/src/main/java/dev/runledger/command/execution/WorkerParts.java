package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.JobDefinitionSource;
import java.time.Clock;

/**
 * What every attempt of a worker works with.
 *
 * @param clock the one that {@code started_at} is read from
 * @param waiting how attempts wait, and what they run on
 */
record WorkerParts(
        PatientCommands commands,
        JobDefinitionSource jobs,
        OutboundHeaders headers,
        Outgoing out,
        Watchdogs watchdogs,
        Clock clock,
        Waiting waiting) {}
