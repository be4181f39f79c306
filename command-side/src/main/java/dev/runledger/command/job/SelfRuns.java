package dev.runledger.command.job;

import dev.runledger.command.schedule.Datetimes;
import dev.runledger.command.schedule.FireTimes;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobDefinition.Effective;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Schedule;
import dev.runledger.kernel.run.RunIds;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * When a job runs by itself, worked out at a write (API.md §2.2, §3.5): a recurring job at its next fire, a one-off at its
 * instant, for which a run waits from now on. Where an environment is not managed, it does not (API.md §8.3).
 *
 * @param version the one that the write makes
 * @param managed whether an environment is managed
 */
record SelfRuns(JobKey job, UUID incarnation, int version, Instant now, Predicate<String> managed) {

    /** Of a job that comes into being. */
    Map<String, NextRun> of(JobDefinition definition) {
        Map<String, NextRun> next = new LinkedHashMap<>();
        for (String environment : running(definition)) {
            fresh(definition, environment).ifPresent(run -> next.put(environment, run));
        }
        return next;
    }

    /**
     * Of a job that is replaced: an environment that stays enabled under the same schedule keeps what it waits for.
     *
     * @param fires when the recurring job fires next, by environment, all fires so far counted
     */
    Map<String, NextRun> of(JobDefinition definition, JobView before, Map<String, Instant> fires) {
        Map<String, NextRun> next = new LinkedHashMap<>();
        for (String environment : running(definition)) {
            boolean kept = before.definition().enabledIn(environment)
                    && sameSchedule(before.definition(), definition, environment);
            Optional<NextRun> run = kept
                    ? kept(definition, before, environment, fires)
                    : opened(definition, before.definition(), environment);
            run.ifPresent(found -> next.put(environment, found));
        }
        return next;
    }

    private List<String> running(JobDefinition definition) {
        return definition.enabledEnvironments().stream().filter(managed).toList();
    }

    private Optional<NextRun> kept(
            JobDefinition definition, JobView before, String environment, Map<String, Instant> fires) {
        Instant fire = fires.get(environment);
        return switch (definition.kind()) {
            case MANUAL -> Optional.empty();
            case ONE_OFF -> Optional.ofNullable(before.next().get(environment));
            case RECURRING -> fire == null ? fresh(definition, environment) : Optional.of(new NextRun(fire, null));
        };
    }

    /** A one-off whose text stays is not armed a second time once its instant has passed (API.md §2.2). */
    private Optional<NextRun> opened(JobDefinition definition, JobDefinition before, String environment) {
        boolean sameText = Objects.equals(definition.schedule(), before.schedule());
        return fresh(definition, environment)
                .filter(run -> !(sameText && run.run() != null && !run.at().isAfter(now)));
    }

    private Optional<NextRun> fresh(JobDefinition definition, String environment) {
        return switch (Schedule.of(definition.schedule())) {
            case Schedule.Manual manual -> Optional.empty();
            case Schedule.Recurring recurring ->
                Optional.of(
                        new NextRun(times(definition.effectiveIn(environment)).next(now), null));
            case Schedule.OneOff(var text) -> Optional.of(armed(instant(text), environment));
        };
    }

    private NextRun armed(Instant at, String environment) {
        return new NextRun(at, RunIds.oneOff(job, incarnation, environment, at, version));
    }

    /** {@code now} is the only valid text of a one-off that is no datetime. */
    private Instant instant(String text) {
        return Datetimes.parse(text).orElse(now);
    }

    private static boolean sameSchedule(JobDefinition before, JobDefinition after, String environment) {
        if (before.kind() != after.kind()) {
            return false;
        }
        Effective old = before.effectiveIn(environment);
        Effective fresh = after.effectiveIn(environment);
        return Objects.equals(old.schedule(), fresh.schedule()) && zone(old).equals(zone(fresh));
    }

    private static String zone(Effective effective) {
        return Objects.requireNonNullElse(effective.timezone(), "UTC");
    }

    /** The last fire up to a limit before the one that is waited for, if it is to come: a clock set back since has decided it. */
    static Optional<Instant> decided(Instant next, Effective effective, Instant now, Instant limit) {
        Instant last = next.isAfter(limit) ? limit : next.minusMillis(1);
        return last.isAfter(now) ? times(effective).latest(now.plusMillis(1), last) : Optional.empty();
    }

    /** Of a valid expression, whatever its zone (API.md §3.3). */
    static Duration smallestInterval(String cron) {
        return FireTimes.of(cron, null).smallestInterval();
    }

    /** The instants at which an environment of a recurring job fires. */
    static FireTimes times(Effective effective) {
        return FireTimes.of(Objects.requireNonNull(effective.schedule()), effective.timezone());
    }
}
