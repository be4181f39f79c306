package dev.runledger.ops.metrics;

import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.RunView.Execution;
import dev.runledger.kernel.run.Trigger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of runs. Every counter is there from the start, so that the first run of a kind is an increase. */
final class RunFigures {

    private static final String ONCE =
            " Counted by the node that stored it, once its transaction was committed, since this process began: the sum over nodes tells of all.";

    /** The label's value where a run did not fail. */
    private static final String NO_REASON = "none";

    /** Of a blocked request whose rule is none of those that are known. */
    private static final String OTHER_RULE = "other";

    private static final List<String> TRIGGERS = List.of("SCHEDULE", "MANUAL", "RERUN", "RETRY");

    private final Map<Ending, Counter> ended;
    private final Map<String, Counter> blocked;
    private final Counter quotaRefused;
    private final Timer fireDelay;
    private final Timer pending;
    private final Timer duration;

    private record Ending(RunStatus status, @Nullable FailureReason reason, String trigger) {}

    /** @param rules by which requests are blocked, as a run's error begins with them */
    RunFigures(MeterRegistry registry, List<String> rules) {
        ended = endings(registry);
        blocked = Stream.concat(rules.stream(), Stream.of(OTHER_RULE))
                .collect(Collectors.toUnmodifiableMap(
                        rule -> rule,
                        rule -> Counter.builder("runledger.requests.blocked")
                                .description("Runs that failed as SSRF_BLOCKED: nothing was sent, by this rule." + ONCE)
                                .tag("rule", rule)
                                .register(registry)));
        quotaRefused = Counter.builder("runledger.quota.refused")
                .description("Runs that failed as QUOTA_EXCEEDED." + ONCE)
                .register(registry);
        fireDelay = Buckets.of(
                "runledger.fire.delay",
                "How long after its due instant a recurring job's run was made. Skipped instants are not in it." + ONCE,
                registry);
        pending = Buckets.of(
                "runledger.run.pending",
                "How long a run waited to be started since it was made, or since it was due if that came later." + ONCE,
                registry);
        duration =
                Buckets.of("runledger.run.duration", "How long a run was RUNNING, however it ended." + ONCE, registry);
    }

    private static Map<Ending, Counter> endings(MeterRegistry registry) {
        Map<Ending, Counter> endings = new HashMap<>();
        for (String trigger : TRIGGERS) {
            for (RunStatus status : List.of(RunStatus.SUCCEEDED, RunStatus.CANCELED)) {
                add(endings, new Ending(status, null, trigger), registry);
            }
            for (FailureReason reason : FailureReason.values()) {
                add(endings, new Ending(RunStatus.FAILED, reason, trigger), registry);
            }
        }
        return Map.copyOf(endings);
    }

    private static void add(Map<Ending, Counter> endings, Ending ending, MeterRegistry registry) {
        endings.put(
                ending,
                Counter.builder("runledger.runs")
                        .description("Runs that ended." + ONCE)
                        .tag("status", ending.status().name())
                        .tag(
                                "reason",
                                ending.reason() == null
                                        ? NO_REASON
                                        : ending.reason().name())
                        .tag("trigger", ending.trigger())
                        .register(registry));
    }

    /** One-offs wait for their instant as runs, so only recurring jobs can be late with making one. */
    void triggered(RunTriggered event) {
        if (event.kind() == JobKind.RECURRING && event.trigger() instanceof Trigger.Scheduled scheduled) {
            record(fireDelay, scheduled.scheduledFor(), event.triggeredAt());
        }
    }

    /** @param run as it stood when it had started, or later */
    void started(RunView run) {
        Execution execution = run.execution();
        if (execution != null) {
            Instant due = RunResource.scheduledFor(run.trigger());
            Instant from = due == null || due.isBefore(run.createdAt()) ? run.createdAt() : due;
            record(pending, from, execution.startedAt());
        }
    }

    /** @param run as it ended */
    void ended(RunView run) {
        End end = run.end();
        if (end == null) {
            return;
        }
        Counter counter =
                ended.get(new Ending(run.status(), end.reason(), run.trigger().text()));
        if (counter != null) {
            counter.increment();
        }
        if (end.reason() == FailureReason.QUOTA_EXCEEDED) {
            quotaRefused.increment();
        } else if (end.reason() == FailureReason.SSRF_BLOCKED) {
            blockedBy(end.error()).increment();
        }
        Execution execution = run.execution();
        if (execution != null) {
            record(duration, execution.startedAt(), end.finishedAt());
        }
    }

    private Counter blockedBy(@Nullable String error) {
        int colon = error == null ? -1 : error.indexOf(':');
        Counter rule = error == null || colon < 0 ? null : blocked.get(error.substring(0, colon));
        return Objects.requireNonNull(rule == null ? blocked.get(OTHER_RULE) : rule);
    }

    /** Clocks that were set back make no span negative. */
    private static void record(Timer timer, Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        timer.record(span.isNegative() ? Duration.ZERO : span);
    }
}
