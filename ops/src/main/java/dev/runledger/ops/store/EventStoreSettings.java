package dev.runledger.ops.store;

import java.time.Duration;

/**
 * How the event store spends memory and time.
 *
 * @param tailBytes how much of the newest events is kept as live objects, by their size on disk
 * @param pageEvents the most events that one read from the table brings
 * @param pageBytes the payloads after which such a read ends, though one event always comes whole
 * @param poll how often the head is read, in case no notification tells of it
 */
public record EventStoreSettings(long tailBytes, int pageEvents, long pageBytes, Duration poll) {

    public static final EventStoreSettings DEFAULTS =
            new EventStoreSettings(32L << 20, 1000, 4L << 20, Duration.ofSeconds(1));

    public EventStoreSettings {
        if (tailBytes < 0 || pageEvents < 1 || pageBytes < 1 || !poll.isPositive()) {
            throw new IllegalArgumentException("an event store needs pages and a poll interval above zero");
        }
    }
}
