package dev.runledger.ops.bench;

import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView.End;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How made-up runs end: most succeed soon, a few fail for reasons of which some are rare, fewer are canceled. */
final class HistoryEnds {

    private static final double SUCCEEDED = 0.930;
    private static final double SUCCEEDED_OR_FAILED = 0.985;
    private static final int TIMEOUT_MS = 30_000;
    private static final double LONGEST_MS = 290_000;

    private static final Map<String, String> HEADERS = headers();
    private static final String BODY = "{\"ok\":true,\"handled\":42}";

    private final RandomGenerator random;

    /** @param started whether it got as far as its request */
    record Ending(RunStatus status, @Nullable FailureReason reason, boolean started, long pendingMs, long runMs) {}

    HistoryEnds(RandomGenerator random) {
        this.random = random;
    }

    Ending draw() {
        double drawn = random.nextDouble();
        long pending = spread(12, 1.0);
        long running = spread(240, 1.3);
        if (drawn < SUCCEEDED) {
            return new Ending(RunStatus.SUCCEEDED, null, true, pending, running);
        }
        if (drawn < SUCCEEDED_OR_FAILED) {
            FailureReason reason = reason();
            boolean started = reason != FailureReason.QUOTA_EXCEEDED;
            long length = reason == FailureReason.TIMEOUT ? TIMEOUT_MS + random.nextInt(20) : started ? running : 0;
            return new Ending(RunStatus.FAILED, reason, started, pending, length);
        }
        return new Ending(RunStatus.CANCELED, null, random.nextBoolean(), spread(2_000, 1.5), running);
    }

    End end(Ending ending, Instant at) {
        return switch (ending.status()) {
            case SUCCEEDED -> new End(at, null, null, new ResponseSnapshot(200, HEADERS, BODY, false, BODY.length()));
            case FAILED -> new End(at, ending.reason(), error(ending.reason()), response(ending.reason()));
            case CANCELED, PENDING, RUNNING -> new End(at, null, null, null);
        };
    }

    private static @Nullable ResponseSnapshot response(@Nullable FailureReason reason) {
        return reason == FailureReason.NON_SUCCESS_STATUS
                ? new ResponseSnapshot(503, HEADERS, "busy", false, "busy".length())
                : null;
    }

    private static String error(@Nullable FailureReason reason) {
        return reason == FailureReason.NON_SUCCESS_STATUS ? "the response's status was 503" : "the call failed";
    }

    private FailureReason reason() {
        double drawn = random.nextDouble();
        if (drawn < 0.620) {
            return FailureReason.NON_SUCCESS_STATUS;
        }
        if (drawn < 0.840) {
            return FailureReason.TIMEOUT;
        }
        if (drawn < 0.970) {
            return FailureReason.CONNECTION_ERROR;
        }
        if (drawn < 0.990) {
            return FailureReason.WORKER_LOST;
        }
        return drawn < 0.998 ? FailureReason.QUOTA_EXCEEDED : FailureReason.SSRF_BLOCKED;
    }

    /** Log-normal, in milliseconds. */
    private long spread(double median, double sigma) {
        return (long) Math.min(LONGEST_MS, median * Math.exp(sigma * random.nextGaussian()));
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("date", "Thu, 01 Jan 2026 00:00:00 GMT");
        return headers;
    }
}
