package dev.runledger.command.job;

import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One environment's entry: flat, sparse, and kept exactly as written but for null leaves (API.md §4.1). */
final class OverlayRules {

    /** Read-only and shown in each entry, so clients send it back. */
    private static final String NEXT_RUN_AT = "next_run_at";

    private final JobFacts facts;
    private final ScheduleRules schedule;
    private final Fields entry;
    private final HeaderRules headers = new HeaderRules();

    private OverlayRules(JobFacts facts, ScheduleRules schedule, Fields entry) {
        this.facts = facts;
        this.schedule = schedule;
        this.entry = entry;
    }

    static Overlay overlay(Fields entry, JobFacts facts, ScheduleRules schedule) {
        OverlayRules rules = new OverlayRules(facts, schedule, entry);
        Map<String, Object> leaves = new LinkedHashMap<>();
        entry.names().forEach(leaf -> rules.leaf(leaf).ifPresent(value -> leaves.put(leaf, value)));
        return new Overlay(leaves);
    }

    private Optional<?> leaf(String leaf) {
        return switch (leaf) {
            case Overlay.ENABLED, "tls_verify" -> entry.flag(leaf);
            case "url" -> RequestRules.url(entry);
            case "method" -> RequestRules.method(entry);
            case "timeout" -> RequestRules.timeout(entry);
            case "body" -> RequestRules.body(entry);
            case "success_status" -> RequestRules.successStatus(entry);
            case "ca_cert" -> RequestRules.caCert(entry);
            case Overlay.RETRY_POLICY -> facts.retryPolicy(entry);
            case Overlay.SCHEDULE, Overlay.TIMEZONE -> schedule.leaf(entry, leaf);
            case NEXT_RUN_AT -> Optional.empty();
            default -> header(leaf);
        };
    }

    private Optional<String> header(String leaf) {
        if (leaf.startsWith(Overlay.HEADER_PREFIX)) {
            return headers.header(entry, leaf, leaf.substring(Overlay.HEADER_PREFIX.length()));
        }
        entry.problem(
                leaf,
                "unknown_leaf",
                "\"" + leaf + "\" is no leaf of an entry; entries are flat, and a header is written headers.<name>.");
        return Optional.empty();
    }
}
