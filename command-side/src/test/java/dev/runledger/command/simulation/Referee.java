package dev.runledger.command.simulation;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/** Watches what is committed and what is sent, and cries out when a promise is broken. */
final class Referee {

    /** A promise was broken. */
    static final class Violation extends AssertionError {
        Violation(String what) {
            super(what);
        }
    }

    private record Place(JobKey job, String environment) {}

    private record Instants(Instant from, Instant to, Instant next, String how) {}

    private final Ledger ledger;
    private final Map<String, Duration> periods;
    private final Map<UUID, Integer> hits = new HashMap<>();
    private final Map<Place, Instant> waitedFor = new HashMap<>();
    private final Map<JobKey, JobView> jobs = new HashMap<>();
    private final Set<UUID> promised = new HashSet<>();
    private @Nullable Violation violation;
    private final Map<String, BooleanSupplier> acknowledged = new LinkedHashMap<>();

    /** @param periods how long it is from one fire of a recurring job to the next, by slug */
    Referee(Ledger ledger, Map<String, Duration> periods) {
        this.ledger = ledger;
        this.periods = periods;
    }

    int hits() {
        return hits.size();
    }

    /** Somebody was told that this is so. */
    void acknowledged(String what, BooleanSupplier isTrue) {
        acknowledged.put(what + " #" + acknowledged.size(), isTrue);
    }

    /** The first byte of a run's request goes out. */
    void onHit(UUID id, String by) {
        require(hits.merge(id, 1, Integer::sum) == 1, () -> "run " + id + " was sent twice, now by " + by);
        RunView run = Objects.requireNonNull(ledger.runs().get(new RunKey(AccountId.DEFAULT, id)));
        require(run.status() != RunStatus.PENDING, () -> "run " + id + " was sent before its start");
        require(
                run.end() == null || run.end().reason() != FailureReason.WORKER_LOST,
                () -> "run " + id + " was sent by " + by + " after it was declared lost");
        require(
                run.status() == RunStatus.RUNNING || run.status() == RunStatus.CANCELED,
                () -> "run " + id + " was sent when it was " + run.status());
    }

    /** A transaction is about to be committed. */
    void onCommit(List<DomainEventMessage<?>> events) {
        Map<Place, List<Instants>> decided = new LinkedHashMap<>();
        for (DomainEventMessage<?> message : events) {
            switch (message.getPayload()) {
                case OneOffSpent spent -> {}
                case JobEvent edit -> edited(edit);
                case RunTriggered run -> triggered(run, events, decided);
                case FiresSkipped skipped ->
                    decide(
                            decided,
                            new Place(skipped.job(), skipped.environment()),
                            new Instants(skipped.from(), skipped.to(), skipped.next(), skipped.reason()));
                case RunFailed failed when failed.retry() instanceof RetryAfter retry -> promised.add(retry.run());
                default -> {}
            }
        }
        decided.forEach(this::fired);
    }

    private static void decide(Map<Place, List<Instants>> decided, Place place, Instants instants) {
        decided.computeIfAbsent(place, any -> new ArrayList<>()).add(instants);
    }

    private void triggered(RunTriggered run, List<DomainEventMessage<?>> with, Map<Place, List<Instants>> decided) {
        switch (run.trigger()) {
            case Trigger.Scheduled(var at, var next)
            when next != null ->
                decide(decided, new Place(run.jobKey(), run.environment()), new Instants(at, at, next, "ran"));
            case Trigger.Retry retry ->
                require(
                        with.stream()
                                .anyMatch(message -> message.getPayload() instanceof RunFailed failed
                                        && failed.retry() instanceof RetryAfter planned
                                        && planned.run().equals(run.run().id())),
                        () -> "a retry " + run.run() + " that no failure asked for");
            default -> {}
        }
    }

    /** What was decided must begin at the instant that was waited for, and leave none out up to the next. */
    private void fired(Place place, List<Instants> decided) {
        decided.sort(Comparator.comparing(Instants::from));
        Instant expected = waitedFor.get(place);
        Duration period = periods.get(place.job().slug());
        for (Instants instants : decided) {
            Instant waited = expected;
            require(
                    period != null && instants.from().equals(waited),
                    () -> place + " waited for " + waited + ", but decided " + instants);
            expected = instants.to().plus(period);
        }
        Instants last = decided.getLast();
        Instant after = expected;
        require(
                last.next().equals(after) || last.how().equals("it had run before"),
                () -> place + " leaves out what is from " + after + " to " + last.next());
        waitedFor.put(place, last.next());
    }

    private void edited(JobEvent edit) {
        JobView job = JobView.after(edit);
        JobView before = jobs.put(job.key(), job);
        Map<Place, Instant> kept = new HashMap<>(waitedFor);
        waitedFor.keySet().removeIf(place -> place.job().equals(job.key()));
        job.next().forEach((environment, next) -> edited(job, before, new Place(job.key(), environment), next, kept));
    }

    private void edited(JobView job, @Nullable JobView before, Place place, NextRun next, Map<Place, Instant> kept) {
        if (next.run() != null) {
            return;
        }
        boolean stays = before != null
                && before.live()
                && before.incarnation().equals(job.incarnation())
                && before.definition().enabledIn(place.environment());
        require(
                !stays || next.at().equals(kept.get(place)),
                () -> place + " waited for " + kept.get(place) + ", but an edit made it " + next.at());
        waitedFor.put(place, next.at());
    }

    /** Once all is quiet. */
    void verify(Set<String> openRows) {
        acknowledged.forEach((what, isTrue) -> require(isTrue.getAsBoolean(), () -> "acknowledged, but lost: " + what));
        ledger.runs().values().forEach(this::verify);
        promised.forEach(retry -> require(
                ledger.runs().containsKey(new RunKey(AccountId.DEFAULT, retry)),
                () -> "the retry " + retry + " was decided, but is not there"));
        require(openRows.isEmpty(), () -> "rows of no open run: " + openRows);
    }

    /** Once nothing has gone wrong for a while: every instant that has come is decided. */
    void verifyFires(Instant now) {
        waitedFor.forEach((place, at) ->
                require(at.isAfter(now.minusSeconds(5)), () -> place + " still waits for " + at + " at " + now));
    }

    private void verify(RunView run) {
        require(run.status().terminal(), () -> run.key() + " is still " + run.status());
        int sent = hits.getOrDefault(run.key().id(), 0);
        boolean answered =
                Optional.ofNullable(run.end()).map(RunView.End::result).isPresent();
        require(!answered || sent == 1, () -> run.key() + " has an answer, but was not sent");
        require(sent == 0 || run.execution() != null, () -> run.key() + " was sent, but did not begin");
    }

    private void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            Violation found = new Violation(otherwise.get());
            violation = violation == null ? found : violation;
            throw found;
        }
    }

    /** Those who are watched may catch what is thrown at them. */
    void rethrow() {
        if (violation != null) {
            throw violation;
        }
    }
}
