package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.RunKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds at one instant.
 *
 * @param events in the order of their positions
 * @param head the last position given out
 * @param openRuns streams in {@code ledger.open_run}
 * @param nextFires {@code ledger.next_fire}, as {@link Place} to instant
 * @param runRows {@code views.run} with snapshots, by run
 * @param jobRows {@code views.job}, by slug
 * @param nextRunRows {@code views.next_run}, as {@link Place} to instant
 * @param now the database's clock
 */
public record Ledger(
        List<StoredEvent> events,
        long head,
        Set<String> openRuns,
        Map<Place, Instant> nextFires,
        Map<UUID, Map<String, @Nullable Object>> runRows,
        Map<String, Map<String, @Nullable Object>> jobRows,
        Map<Place, Instant> nextRunRows,
        Instant now) {

    /** A job in one environment. */
    public record Place(String slug, String environment) {}

    /** By id, in the order of their beginnings. */
    public Map<UUID, RunStory> runs() {
        Map<String, List<StoredEvent>> streams = new LinkedHashMap<>();
        for (StoredEvent stored : events) {
            if (RunKey.names(stored.stream())) {
                streams.computeIfAbsent(stored.stream(), any -> new ArrayList<>())
                        .add(stored);
            }
        }
        Map<UUID, RunStory> runs = new LinkedHashMap<>();
        streams.forEach((stream, stored) -> runs.put(RunKey.parse(stream).id(), new RunStory(stored)));
        return runs;
    }
}
