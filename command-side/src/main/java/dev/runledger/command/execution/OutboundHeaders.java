package dev.runledger.command.execution;

import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The headers of one run's request: the job's, and those that tell the target what calls it (API.md §9.1). */
final class OutboundHeaders {

    private final String userAgent;

    /** @param version this server's, shown to every target */
    OutboundHeaders(String version) {
        this.userAgent = "Runledger/" + version;
    }

    OutboundRequest request(PendingRun run, HttpRequestSpec spec) {
        return new OutboundRequest(run.run().account(), spec, headers(run, spec.headers()));
    }

    private Map<String, String> headers(PendingRun run, Map<String, String> own) {
        Map<String, String> headers = new LinkedHashMap<>(own);
        unlessSet(headers, "User-Agent", userAgent);
        headers.put("Runledger-Job", run.job().slug());
        headers.put("Runledger-Run", run.run().id().toString());
        headers.put("Runledger-Trigger", run.trigger().text());
        headers.put("Runledger-Attempt", Integer.toString(attempt(run.trigger())));
        Instant scheduledFor = RunResource.scheduledFor(run.trigger());
        if (scheduledFor != null) {
            headers.put("Runledger-Scheduled-For", Json.text(scheduledFor));
        }
        unlessSet(headers, "Idempotency-Key", run.chain().toString());
        headers.put("traceparent", traceparent());
        return headers;
    }

    private static void unlessSet(Map<String, String> headers, String name, String value) {
        if (headers.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            headers.put(name, value);
        }
    }

    private static int attempt(Trigger trigger) {
        return trigger instanceof Trigger.Retry retry ? retry.attempt() + 1 : 1;
    }

    /** W3C Trace Context, sampled; random enough to tell runs apart, and secret to nobody. */
    private static String traceparent() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // All-zero ids are invalid; the lowest bit of each keeps them away from that.
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-01";
    }
}
