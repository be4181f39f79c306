package dev.runledger.command.simulation;

import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.command.saga.RunSegments;
import dev.runledger.command.saga.SimulatedRows;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;

/** What is committed: the streams, the catalog beside them, and the segments' events in the order of their commits. */
final class Ledger {

    static final int SEGMENTS = RunSegments.COUNT;

    /** An event where it stands among all. */
    record Stored(long position, DomainEventMessage<?> event) {}

    private record Place(JobKey job, String environment) {}

    private final Map<String, Environment> environments;
    private final Map<String, RetryPolicyView> policies;
    private final Map<String, List<DomainEventMessage<?>>> streams = new HashMap<>();
    private final List<List<Stored>> segments = Stream.generate(() -> (List<Stored>) new ArrayList<Stored>())
            .limit(SEGMENTS)
            .toList();
    private final Map<JobKey, JobView> jobs = new HashMap<>();
    private final Map<Place, Instant> nextFires = new TreeMap<>(
            Comparator.comparing((Place place) -> place.job().slug()).thenComparing(Place::environment));
    private final Map<RunKey, RunView> runs = new LinkedHashMap<>();
    private long head;

    Ledger(Map<String, Environment> environments, Map<String, RetryPolicyView> policies) {
        this.environments = environments;
        this.policies = policies;
    }

    long head() {
        return head;
    }

    List<Stored> segment(int segment) {
        return segments.get(segment);
    }

    Map<RunKey, RunView> runs() {
        return runs;
    }

    Optional<JobView> job(JobKey job) {
        return Optional.ofNullable(jobs.get(job)).filter(JobView::live);
    }

    List<DomainEventMessage<?>> stream(String stream) {
        return streams.getOrDefault(stream, List.of());
    }

    List<NextFire> nextFires(Instant latest, int most) {
        return nextFires.entrySet().stream()
                .filter(fire -> !fire.getValue().isAfter(latest))
                .map(fire -> new NextFire(fire.getKey().job(), fire.getKey().environment(), fire.getValue()))
                .sorted(Comparator.comparing(NextFire::at))
                .limit(most)
                .toList();
    }

    /** As the catalog's reader finds them. */
    Facts facts(Command command) {
        JobKey about = switch (command) {
            case JobCommand job -> job.job();
            case StartRun start -> start.job();
            case CompleteRun complete -> complete.job();
            default -> null;
        };
        if (about == null) {
            return Facts.NONE;
        }
        boolean timed = command instanceof JobCommand.Edit || command instanceof FireJob;
        Facts facts = Facts.NONE
                .withEnvironments(environments)
                .withPolicies(policies)
                .withNextFires(timed ? nextFires(about) : Map.of());
        return job(about)
                .map(job -> facts.with(new LiveJob(job.incarnation(), job.version(), JobRules.of(job.definition()))))
                .orElse(facts);
    }

    private Map<String, Instant> nextFires(JobKey job) {
        Map<String, Instant> found = new HashMap<>();
        nextFires.forEach((place, at) -> {
            if (place.job().equals(job)) {
                found.put(place.environment(), at);
            }
        });
        return found;
    }

    /** The key of every event's row must be free. */
    boolean isFree(List<DomainEventMessage<?>> events) {
        Map<String, Long> next = new HashMap<>();
        return events.stream().allMatch(event -> {
            String stream = event.getAggregateIdentifier();
            long free = next.getOrDefault(stream, (long) stream(stream).size());
            next.put(stream, free + 1);
            return event.getSequenceNumber() == free;
        });
    }

    /** @return the instants that were set */
    List<NextFire> append(List<DomainEventMessage<?>> events) {
        List<NextFire> moved = new ArrayList<>();
        for (DomainEventMessage<?> event : events) {
            head++;
            streams.computeIfAbsent(event.getAggregateIdentifier(), stream -> new ArrayList<>())
                    .add(event);
            if (event.getPayload() instanceof RunEvent run) {
                segments.get(SimulatedRows.segmentOf(run.run())).add(new Stored(head, event));
                runs.merge(run.run(), first(run), (before, same) -> before.then(run));
            }
            moved.addAll(moved(event.getPayload()));
        }
        return moved;
    }

    private RunView first(RunEvent run) {
        return run instanceof RunTriggered begun ? RunView.first(begun) : Objects.requireNonNull(runs.get(run.run()));
    }

    private List<NextFire> moved(Object event) {
        return switch (event) {
            case JobEvent edit -> edited(edit);
            case RunTriggered run
            when run.trigger() instanceof Trigger.Scheduled(var at, var next) && next != null ->
                moved(new NextFire(run.jobKey(), run.environment(), next));
            case FiresSkipped skipped -> moved(new NextFire(skipped.job(), skipped.environment(), skipped.next()));
            default -> List.of();
        };
    }

    private List<NextFire> moved(NextFire fire) {
        nextFires.computeIfPresent(new Place(fire.job(), fire.environment()), (place, before) -> fire.at());
        return List.of(fire);
    }

    private List<NextFire> edited(JobEvent edit) {
        JobView job = JobView.after(edit);
        jobs.put(job.key(), job);
        if (edit instanceof OneOffSpent) {
            return List.of();
        }
        nextFires.keySet().removeIf(place -> place.job().equals(job.key()));
        List<NextFire> planned = new ArrayList<>();
        job.next().forEach((environment, next) -> {
            if (next.run() == null) {
                nextFires.put(new Place(job.key(), environment), next.at());
                planned.add(new NextFire(job.key(), environment, next.at()));
            }
        });
        return planned;
    }
}
