package dev.runledger.command.saga;

import dev.runledger.command.execution.Handoff;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs of one job as tests of this package need them. */
final class SampleRuns {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    static final UUID LIFE = new UUID(2, 2);
    static final UUID WORKER = new UUID(3, 3);
    static final int VERSION = 7;
    static final String ENVIRONMENT = "production";
    static final String HOURLY = "0 * * * *";
    static final String ONCE = "2026-03-01T13:00";

    private SampleRuns() {}

    /** Remembers what it was handed. */
    static final class Hands implements Handoff {

        final List<PendingRun> offered = new CopyOnWriteArrayList<>();
        final List<RunKey> aborted = new CopyOnWriteArrayList<>();

        @Override
        public void offer(PendingRun run) {
            offered.add(run);
        }

        @Override
        public void abort(RunKey run) {
            aborted.add(run);
        }
    }

    /** All that there are. */
    static final Set<Integer> SEGMENTS =
            IntStream.range(0, RunSegments.COUNT).boxed().collect(Collectors.toUnmodifiableSet());

    static RunKey key(int number) {
        return new RunKey(AccountId.DEFAULT, new UUID(0, number));
    }

    static PendingRun run(int number, JobKind kind, Trigger trigger) {
        return run(number, LIFE, kind, trigger);
    }

    static PendingRun run(int number, UUID life, JobKind kind, Trigger trigger) {
        return new PendingRun(key(number), JOB, life, VERSION, kind, ENVIRONMENT, trigger);
    }

    static PendingRun fire(int number) {
        return run(number, JobKind.RECURRING, new Trigger.Scheduled(NOON, NOON.plusSeconds(60)));
    }

    static PendingRun armed(int number, Instant at) {
        return run(number, JobKind.ONE_OFF, Trigger.Scheduled.once(at));
    }

    static PendingRun retry(int number, JobKind kind, Instant at) {
        return run(number, kind, new Trigger.Retry(new UUID(8, 8), 1, false, at));
    }

    static OpenRun waiting(PendingRun run, Instant dueAt) {
        return new OpenRun(run, dueAt, NOON, null);
    }

    static OpenRun running(PendingRun run) {
        return new OpenRun(run, NOON, NOON, WORKER);
    }

    /** The open run gets its row. */
    static void store(OpenRunTable table, OpenRun... runs) {
        table.write(List.of(runs), List.of());
    }

    /** The open run loses its row. */
    static void remove(OpenRunTable table, OpenRun run) {
        table.write(List.of(), List.of(run.stream()));
    }

    /** @param enabled null for no entry at all */
    static JobDefinition definition(@Nullable String schedule, @Nullable Boolean enabled) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Map<String, Overlay> entries =
                enabled == null ? Map.of() : Map.of(ENVIRONMENT, new Overlay(Map.of("enabled", enabled)));
        return new JobDefinition("Nightly", null, schedule, null, request, entries, null);
    }
}
