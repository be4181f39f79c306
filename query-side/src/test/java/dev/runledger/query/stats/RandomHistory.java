package dev.runledger.query.stats;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Runs as they may come about over a few days, many of them at the borders of minutes, hours and days. */
final class RandomHistory {

    static final Instant START = Instant.parse("2026-02-27T21:00:00Z");

    /** Within which all runs are created. */
    static final Duration SPAN = Duration.ofDays(4);

    static final List<AccountId> ACCOUNTS = List.of(AccountId.DEFAULT, new AccountId("acme", 2));
    static final List<String> JOBS = List.of("nightly", "Backup", "backup");
    static final List<String> ENVIRONMENTS = List.of("production", "staging", "development");

    private final Random random;

    RandomHistory(Random random) {
        this.random = random;
    }

    /** The events of so many runs, mixed, those of one run in their order. Some runs wait, some are running, most are over. */
    List<RunEvent> events(int runs) {
        List<Deque<RunEvent>> open = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            open.add(history());
        }
        List<RunEvent> events = new ArrayList<>();
        while (!open.isEmpty()) {
            int at = random.nextInt(open.size());
            events.add(open.get(at).remove());
            if (open.get(at).isEmpty()) {
                open.remove(at);
            }
        }
        return events;
    }

    /** What the runs are after these events. */
    static List<RunView> folded(List<RunEvent> events) {
        Map<RunKey, RunView> runs = new LinkedHashMap<>();
        for (RunEvent event : events) {
            runs.compute(
                    event.run(), (key, view) -> view == null ? RunView.first((RunTriggered) event) : view.then(event));
        }
        return List.copyOf(runs.values());
    }

    List<RunView> finished(int count) {
        return folded(events(2 * count)).stream()
                .filter(run -> run.status().terminal())
                .limit(count)
                .toList();
    }

    private Deque<RunEvent> history() {
        RunKey run = new RunKey(pick(ACCOUNTS), new UUID(random.nextLong(), random.nextLong()));
        Instant created = instant();
        Deque<RunEvent> history = new ArrayDeque<>();
        history.add(new RunTriggered(
                run, pick(JOBS), run.id(), 1, JobKind.MANUAL, pick(ENVIRONMENTS), trigger(created), created));
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> history.add(new RunCanceled(run, false, null, created.plus(duration())));
            case 2 -> history.add(new RunFailed(run, FailureReason.QUOTA_EXCEEDED, null, null, created, null));
            default -> addStarted(run, created.plus(duration()), history);
        }
        return history;
    }

    private void addStarted(RunKey run, Instant at, Deque<RunEvent> history) {
        history.add(new RunStarted(
                run,
                run.id(),
                run.id(),
                2,
                StatusPattern.SUCCESS,
                new RequestSnapshot("GET", "https://example.com/", Map.of(), null),
                at));
        if (random.nextInt(8) > 0) {
            history.add(end(run, at.plus(duration())));
        }
    }

    private RunEvent end(RunKey run, Instant at) {
        return switch (random.nextInt(5)) {
            case 0 -> new RunFailed(run, FailureReason.TIMEOUT, "late", null, at, null);
            case 1 -> new RunFailed(run, FailureReason.NON_SUCCESS_STATUS, null, response(500), at, null);
            case 2 -> new RunCanceled(run, true, null, at);
            default -> new RunSucceeded(run, response(200), at);
        };
    }

    private Trigger trigger(Instant created) {
        return random.nextBoolean()
                ? new Trigger.Manual()
                : Trigger.Scheduled.once(created.plus(random.nextBoolean() ? Duration.ZERO : duration()));
    }

    /** From nothing to years, parts of milliseconds included. */
    private Duration duration() {
        return Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 57)));
    }

    /** Half of them right at a border of minutes, hours or days. */
    Instant instant() {
        Instant any = START.plusMillis(random.nextLong(SPAN.toMillis()));
        if (random.nextBoolean()) {
            return any.plusNanos(random.nextInt(1_000_000));
        }
        long unit = pick(List.of(60_000L, 3_600_000L, 86_400_000L));
        return Instant.ofEpochMilli(any.toEpochMilli() / unit * unit + random.nextInt(3) - 1);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static ResponseSnapshot response(int status) {
        return new ResponseSnapshot(status, Map.of(), "", false, 0);
    }
}
