package dev.runledger.ops.chaos.check;

import java.time.Instant;

/**
 * A row of {@code ledger.event}.
 *
 * @param recordedAt by the service's clock
 */
public record StoredEvent(long position, String stream, long sequence, Instant recordedAt, Object event) {}
