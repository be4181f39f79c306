package dev.runledger.query.run;

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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Histories as they may come about, in few jobs, environments and milliseconds, so that ties are common. */
final class RandomRuns {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** Milliseconds from {@link #START} within which all happens. */
    static final int SPAN = 12;

    static final List<AccountId> ACCOUNTS =
            List.of(AccountId.DEFAULT, new AccountId("default", 2), new AccountId("acme", 1));
    static final List<String> JOBS = List.of("nightly", "Backup", "backup", "z.last", "A-first");
    static final List<String> ENVIRONMENTS = List.of("production", "staging", "development");

    private final Random random;
    private final Instant start;
    private final List<UUID> known = new ArrayList<>();

    RandomRuns(Random random) {
        this(random, START);
    }

    /** All of it happens from that moment on. */
    RandomRuns(Random random, Instant start) {
        this.random = random;
        this.start = start;
    }

    /** The events of so many runs, mixed, those of one run in their order. */
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
    static Map<RunKey, RunView> folded(List<RunEvent> events) {
        Map<RunKey, RunView> runs = new LinkedHashMap<>();
        for (RunEvent event : events) {
            runs.compute(
                    event.run(), (key, view) -> view == null ? RunView.first((RunTriggered) event) : view.then(event));
        }
        return runs;
    }

    private Deque<RunEvent> history() {
        RunKey run = new RunKey(pick(ACCOUNTS), uuid());
        Deque<RunEvent> history = new ArrayDeque<>();
        Instant created = instant();
        Instant startedAt = notBefore(created);
        history.add(new RunTriggered(
                run, pick(JOBS), uuid(), random.nextInt(1, 9), JobKind.MANUAL, pick(ENVIRONMENTS), trigger(), created));
        known.add(run.id());
        boolean started = random.nextInt(4) > 0;
        if (started) {
            history.add(new RunStarted(
                    run, uuid(), uuid(), random.nextInt(1, 9), StatusPattern.SUCCESS, request(), startedAt));
        }
        if (random.nextInt(4) > 0) {
            history.add(end(run, started, notBefore(startedAt)));
        }
        return history;
    }

    private RunEvent end(RunKey run, boolean started, Instant at) {
        if (!started) {
            return random.nextBoolean()
                    ? new RunCanceled(run, false, random.nextBoolean() ? "job deleted" : null, at)
                    : new RunFailed(run, FailureReason.QUOTA_EXCEEDED, null, null, at, null);
        }
        return switch (random.nextInt(4)) {
            case 0 -> new RunCanceled(run, true, null, at);
            case 1 -> new RunFailed(run, FailureReason.TIMEOUT, "nothing came in time \uD83D\uDC22", null, at, null);
            case 2 -> new RunFailed(run, FailureReason.NON_SUCCESS_STATUS, null, response(500), at, null);
            default -> new RunSucceeded(run, response(200), at);
        };
    }

    private Trigger trigger() {
        return switch (random.nextInt(4)) {
            case 0 -> new Trigger.Scheduled(instant(), null);
            case 1 -> new Trigger.Rerun(knownRun());
            case 2 -> new Trigger.Retry(knownRun(), random.nextInt(1, 4), random.nextBoolean(), instant());
            default -> new Trigger.Manual();
        };
    }

    private UUID knownRun() {
        return known.isEmpty() || random.nextInt(5) == 0 ? uuid() : pick(known);
    }

    private RequestSnapshot request() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Zulu", "<redacted>");
        headers.put("Accept", "<redacted>");
        return new RequestSnapshot(
                "POST", "https://example.com/?q=\"ä\"", headers, random.nextBoolean() ? "a\0b {\"c\": '\\'}" : null);
    }

    private ResponseSnapshot response(int status) {
        return new ResponseSnapshot(
                status, Map.of("content-type", "text/plain"), "{ok,NULL,\"\\ \uD83D\uDC22}", false, 17);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    Instant instant() {
        return start.plusMillis(random.nextInt(SPAN));
    }

    /** What comes later in a run's life comes later in time, or at once. */
    private Instant notBefore(Instant moment) {
        Instant later = instant();
        return later.isBefore(moment) ? moment : later;
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
