package dev.runledger.ops.chaos.check;

import static java.util.Map.entry;

import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.StoredJson;
import dev.runledger.query.paging.FoldedText;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of the lists are what folding the events anew makes, column by column. */
final class ViewsCheck {

    /** Columns that hold JSON: compared by what they mean. */
    private static final Map<String, Class<?>> JSON = Map.ofEntries(
            entry("execution", RunView.Execution.class),
            entry("result", ResponseSnapshot.class),
            entry("definition", JobDefinition.class));

    private ViewsCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        Map<Object, Map<String, @Nullable Object>> runs = new LinkedHashMap<>();
        evidence.runs().forEach((run, story) -> {
            List<RunEvent> events = story.events().toList();
            if (events.getFirst() instanceof RunTriggered) {
                runs.put(run, row(fold(events)));
            }
        });
        compare("views.run", runs, evidence.ledger().runRows(), findings);
        compare("views.job", jobs(evidence), evidence.ledger().jobRows(), findings);
    }

    /** As far as it goes: what follows an end is another check's matter. */
    private static RunView fold(List<RunEvent> events) {
        RunView view = RunView.first((RunTriggered) events.getFirst());
        for (RunEvent event : events.subList(1, events.size())) {
            if (view.status().terminal()) {
                break;
            }
            view = view.then(event);
        }
        return view;
    }

    private static Map<Object, Map<String, @Nullable Object>> jobs(Evidence evidence) {
        Map<Object, Map<String, @Nullable Object>> jobs = new LinkedHashMap<>();
        for (StoredEvent stored : evidence.ledger().events()) {
            if (stored.event() instanceof JobEvent event) {
                jobs.put(event.job().slug(), row(JobView.after(event), stored.sequence()));
            }
        }
        return jobs;
    }

    private static Map<String, @Nullable Object> row(JobView job, long sequence) {
        JobDefinition definition = job.definition();
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("account", job.key().account().toString());
        row.put("slug", job.key().slug());
        row.put("sequence", sequence);
        row.put("incarnation", job.incarnation());
        row.put("version", job.version());
        row.put("kind", definition.kind().text());
        row.put("name", definition.name());
        row.put("name_folded", FoldedText.of(definition.name()));
        row.put("enabled_in", definition.enabledEnvironments());
        row.put("created_at", job.createdAt());
        row.put("updated_at", job.updatedAt());
        row.put("deleted_at", job.deletedAt());
        row.put("definition", definition);
        return row;
    }

    private static Map<String, @Nullable Object> row(RunView run) {
        Trigger.@Nullable Retry retry = run.trigger() instanceof Trigger.Retry of ? of : null;
        RunView.Execution execution = run.execution();
        RunView.End end = run.end();
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("account", run.key().account().toString());
        row.put("id", run.key().id());
        row.put("job", run.job());
        row.put("incarnation", run.incarnation());
        row.put("job_version", run.jobVersion());
        row.put("environment", run.environment());
        row.put("trigger", run.trigger().text());
        row.put("rerun_of", run.trigger() instanceof Trigger.Rerun rerun ? rerun.source() : null);
        row.put("retry_of", retry == null ? null : retry.of());
        row.put("retry_attempt", retry == null ? null : retry.attempt());
        row.put("of_rerun", retry == null ? null : retry.ofRerun());
        row.put("scheduled_for", RunResource.scheduledFor(run.trigger()));
        row.put("status", run.status().name());
        row.put("created_at", run.createdAt());
        row.put("started_at", execution == null ? null : execution.startedAt());
        row.put("finished_at", end == null ? null : end.finishedAt());
        row.put(
                "total_ms",
                end == null
                        ? null
                        : Duration.between(run.createdAt(), end.finishedAt()).toMillis());
        row.put(
                "failure_reason",
                end == null || end.reason() == null ? null : end.reason().name());
        row.put("error", end == null ? null : StoredJson.text(end.error()));
        row.put("execution", execution);
        row.put("result", end == null ? null : end.result());
        return row;
    }

    private static void compare(
            String table,
            Map<Object, Map<String, @Nullable Object>> expected,
            Map<?, Map<String, @Nullable Object>> held,
            Findings findings) {
        expected.forEach((key, row) -> {
            Map<String, @Nullable Object> there = held.get(key);
            if (there == null) {
                findings.wrong(key, table + " has no row of it");
            } else {
                row.forEach((column, value) -> compare(table, key, column, value, there.get(column), findings));
            }
        });
        held.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .forEach(key -> findings.wrong(key, table + " has a row of what no event tells"));
    }

    private static void compare(
            String table,
            Object key,
            String column,
            @Nullable Object expected,
            @Nullable Object held,
            Findings findings) {
        Class<?> json = JSON.get(column);
        Object meant = json != null && held != null ? StoredJson.read(held.toString(), json) : held;
        findings.wrongUnless(
                Objects.equals(expected, meant),
                key,
                table + "." + column + " is " + meant + ", the events say " + expected);
    }
}
