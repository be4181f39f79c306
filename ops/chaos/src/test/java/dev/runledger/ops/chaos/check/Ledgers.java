package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.ops.chaos.check.Ledger.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Writes ledgers by hand: one job that fires each minute, from 12:00:30 on. */
final class Ledgers {

    static final JobKey JOB = new JobKey(AccountId.DEFAULT, "tick");
    static final Instant CREATED = Instant.parse("2026-05-04T12:00:30Z");
    static final Place PLACE = new Place("tick", "production");

    private static final UUID LIFE = new UUID(1, 1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();

    Ledgers() {
        JobDefinition definition = new JobDefinition(
                "tick",
                "write 1",
                "* * * * *",
                null,
                new HttpRequestSpec(
                        "GET", "http://a.example/", Map.of(), new StatusPattern("2xx"), true, null, null, 30),
                Map.of("production", new Overlay(Map.of("enabled", true))),
                null);
        add(
                JOB.stream(),
                new JobCreated(JOB, LIFE, definition, Map.of("production", new NextRun(minute(1), null)), CREATED));
    }

    /** So many minutes after 12:00. */
    static Instant minute(int number) {
        return Instant.parse("2026-05-04T12:00:00Z").plus(MINUTE.multipliedBy(number));
    }

    static UUID fire(int minute) {
        return RunIds.fire(JOB, LIFE, "production", minute(minute));
    }

    Ledgers add(String stream, Object event) {
        long sequence = sequences.merge(stream, 0L, (before, first) -> before + 1);
        events.add(new StoredEvent(events.size() + 1, stream, sequence, CREATED, event));
        return this;
    }

    private Ledgers add(RunEvent event) {
        return add(event.run().stream(), event);
    }

    /** The run of one minute is there. */
    Ledgers fired(int minute) {
        return triggered(fire(minute), new Trigger.Scheduled(minute(minute), minute(minute + 1)), minute(minute));
    }

    Ledgers triggered(UUID run, Trigger trigger, Instant at) {
        return add(new RunTriggered(key(run), "tick", LIFE, 1, JobKind.RECURRING, "production", trigger, at));
    }

    Ledgers skipped(int from, int to) {
        FiresSkipped gap = new FiresSkipped(
                JOB,
                LIFE,
                1,
                "production",
                minute(from),
                minute(to),
                to - from + 1,
                "nobody was there",
                minute(to + 1),
                minute(to));
        return add(gap.stream(), gap);
    }

    Ledgers started(UUID run) {
        RequestSnapshot request = new RequestSnapshot("GET", "http://a.example/", Map.of(), null);
        return add(new RunStarted(
                key(run), new UUID(2, 2), new UUID(3, 3), 1, new StatusPattern("2xx"), request, CREATED));
    }

    Ledgers succeeded(UUID run) {
        return add(new RunSucceeded(key(run), new ResponseSnapshot(200, Map.of(), "", false, 0), CREATED));
    }

    static RunKey key(UUID run) {
        return new RunKey(AccountId.DEFAULT, run);
    }

    /** @param next which minute is waited for when it is read, half a minute before */
    Ledger waitingFor(int next) {
        Map<Place, Instant> timetable = Map.of(PLACE, minute(next));
        return new Ledger(
                events,
                events.size(),
                Set.of(),
                timetable,
                Map.of(),
                Map.of(),
                timetable,
                minute(next).minusSeconds(30));
    }

    /** What a check finds. */
    static List<Violation> found(BiConsumer<Evidence, Findings> check, Ledger ledger, Hit... hits) {
        return found(check, Evidence.of(ledger, List.of(hits), List.of(), Map.of()));
    }

    static List<Violation> found(BiConsumer<Evidence, Findings> check, Evidence evidence) {
        Findings findings = new Findings("the check");
        check.accept(evidence, findings);
        return findings.all();
    }
}
