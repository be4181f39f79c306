package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.check.Acknowledged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What the clients of a storm were told. Safe for all threads. */
final class Books {

    /** Runs end and jobs are deleted while something else is asked of them; an earlier try may have done what is asked. */
    private static final Set<String> JUSTIFIED =
            Set.of("run 404", "rerun 404", "rerun 409", "cancel 409", "PUT 404", "PUT 409", "delete 404", "POST 409");

    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<UUID> runs = new ArrayList<>();
    private final Map<String, Long> unanswered = new HashMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final List<String> unjustified = new ArrayList<>();
    private final List<String> silences = new ArrayList<>();

    synchronized void acknowledge(Acknowledged told) {
        acknowledged.add(told);
        if (told instanceof Acknowledged.Triggered(UUID run, String job)) {
            runs.add(run);
        }
    }

    /**
     * Nobody knows whether this came to be.
     *
     * @param what the request, and what it met with
     */
    synchronized void noAnswer(String what) {
        silences.add(what);
    }

    synchronized void noAnswerToRun(String job, String what) {
        noAnswer(what);
        unanswered.merge(job, 1L, Long::sum);
    }

    /** @param why what was asked, and the status */
    synchronized void refuse(String why, String body) {
        refused.merge(why, 1L, Long::sum);
        if (!JUSTIFIED.contains(why)) {
            unjustified.add(why + ": " + body);
        }
    }

    /** Refusals for which the load gives no reason. */
    synchronized List<String> unjustified() {
        return List.copyOf(unjustified);
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

    /** Requests that no node answered, however often they were sent. */
    synchronized List<String> silences() {
        return List.copyOf(silences);
    }

    synchronized Map<String, Long> refused() {
        return new TreeMap<>(refused);
    }
}
