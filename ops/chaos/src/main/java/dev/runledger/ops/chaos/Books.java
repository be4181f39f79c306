package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.check.Acknowledged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What the clients of a storm were told. Safe for all threads. */
final class Books {

    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<UUID> runs = new ArrayList<>();
    private final Map<String, Long> unanswered = new HashMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private long unansweredAll;

    synchronized void acknowledge(Acknowledged told) {
        acknowledged.add(told);
        if (told instanceof Acknowledged.Triggered(UUID run, String job)) {
            runs.add(run);
        }
    }

    /** Nobody knows whether this came to be. */
    synchronized void noAnswer() {
        unansweredAll++;
    }

    synchronized void noAnswerToRun(String job) {
        unansweredAll++;
        unanswered.merge(job, 1L, Long::sum);
    }

    /** @param why method and status */
    synchronized void refuse(String why) {
        refused.merge(why, 1L, Long::sum);
    }

    /** One of the last so many runs. */
    synchronized Optional<UUID> run(int dice, int last) {
        int from = Math.max(0, runs.size() - last);
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(from + dice % (runs.size() - from)));
    }

    synchronized List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    synchronized Map<String, Long> unanswered() {
        return Map.copyOf(unanswered);
    }

    synchronized long unansweredAll() {
        return unansweredAll;
    }

    synchronized Map<String, Long> refused() {
        return new TreeMap<>(refused);
    }
}
