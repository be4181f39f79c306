package dev.runledger.kernel.run;

import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the API shows a run: every attribute, always (API.md §5.2). */
public final class RunResource {

    public static final String TYPE = "run";

    private RunResource() {}

    public static Resource of(RunView run) {
        Execution execution = run.execution();
        End end = run.end();
        Instant startedAt = execution == null ? null : execution.startedAt();
        Instant finishedAt = end == null ? null : end.finishedAt();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("job", run.job());
        shown.put("job_version", run.jobVersion());
        shown.put("environment", run.environment());
        shown.put("trigger", run.trigger().text());
        shown.put("rerun_of", rerunOf(run.trigger()));
        shown.put("retry", retry(run.trigger()));
        shown.put("scheduled_for", scheduledFor(run.trigger()));
        shown.put("status", run.status());
        shown.put("created_at", run.createdAt());
        shown.put("started_at", startedAt);
        shown.put("finished_at", finishedAt);
        shown.put("pending_duration_ms", millis(run.createdAt(), startedAt));
        shown.put("run_duration_ms", millis(startedAt, finishedAt));
        shown.put("total_duration_ms", millis(run.createdAt(), finishedAt));
        shown.put("failure_reason", end == null ? null : end.reason());
        shown.put("error", end == null ? null : end.error());
        shown.put("request", execution == null ? null : execution.request());
        shown.put("result", end == null ? null : end.result());
        return new Resource(run.key().id().toString(), TYPE, shown);
    }

    private static @Nullable UUID rerunOf(Trigger trigger) {
        return trigger instanceof Trigger.Rerun rerun ? rerun.source() : null;
    }

    private static @Nullable Map<String, Object> retry(Trigger trigger) {
        return trigger instanceof Trigger.Retry retry ? Map.of("of", retry.of(), "attempt", retry.attempt()) : null;
    }

    /** The intended fire time; null for runs that somebody asked for. */
    public static @Nullable Instant scheduledFor(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Scheduled scheduled -> scheduled.scheduledFor();
            case Trigger.Retry retry -> retry.scheduledFor();
            case Trigger.Manual manual -> null;
            case Trigger.Rerun rerun -> null;
        };
    }

    private static @Nullable Long millis(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Duration.between(from, to).toMillis();
    }
}
