package dev.runledger.query.run;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.StrictUuid;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows (API.md §5.7, §10): all that is given has to hold, and what is empty or null asks for nothing.
 *
 * @param times intervals by the column that has to lie in them
 * @param source the run whose reruns are asked for
 * @param chain the first run of the retry chain that is asked for
 * @param lastRunOnly whether only the latest finished run per job and environment is shown
 */
record RunFilter(
        @Nullable String job,
        Choices choices,
        Map<String, Interval> times,
        @Nullable UUID source,
        @Nullable UUID chain,
        boolean lastRunOnly) {

    /** Of which a run has to have one each; an empty list allows all. */
    record Choices(
            List<RunStatus> statuses,
            List<TriggerWord> triggers,
            List<String> environments,
            List<FailureReason> failureReasons) {

        private static final Choices NONE = new Choices(List.of(), List.of(), List.of(), List.of());

        /** The statuses asked for that runs have when they are over. */
        List<RunStatus> finished() {
            return statuses.stream().filter(RunStatus::terminal).toList();
        }

        /** The statuses asked for that runs have before they are over. */
        List<RunStatus> open() {
            return statuses.stream().filter(status -> !status.terminal()).toList();
        }
    }

    /** The API's words for why a run exists. */
    enum TriggerWord {
        SCHEDULE,
        MANUAL,
        RERUN,
        RETRY
    }

    private static final List<String> TIMES = List.of("created_at", "started_at", "finished_at", "scheduled_for");

    /** The statuses of runs that are over. */
    static final List<RunStatus> TERMINAL =
            Arrays.stream(RunStatus.values()).filter(RunStatus::terminal).toList();

    static RunFilter of(QueryParameters parameters) {
        return new RunFilter(
                parameters.text("filter[job]").orElse(null),
                new Choices(
                        parameters.list("filter[status]", RunStatus.class),
                        parameters.list("filter[trigger]", TriggerWord.class),
                        parameters.list("filter[environment]"),
                        parameters.list("filter[failure_reason]", FailureReason.class)),
                times(parameters),
                run(parameters, "filter[rerun_of]"),
                run(parameters, "filter[retry.of]"),
                parameters.flag("last_run_only").orElse(false));
    }

    /** @throws Refused if an environment is named that the caller may not see (API.md §1.2) */
    void refuseUnseen(EnvironmentScope scope) {
        for (String environment : choices.environments()) {
            if (!scope.sees(environment)) {
                throw new Refused(new Refusal.EnvironmentForbidden(environment));
            }
        }
    }

    /** Whether a run that is over can match. */
    boolean wantsFinished() {
        return choices.statuses().isEmpty() || !choices.finished().isEmpty();
    }

    /** Whether a run that is not over can match. */
    boolean wantsOpen() {
        return !lastRunOnly
                && choices.failureReasons().isEmpty()
                && !times.containsKey("finished_at")
                && (choices.statuses().isEmpty() || !choices.open().isEmpty());
    }

    /** Whether only runs match that have what the list is sorted by. */
    boolean requires(RunOrder order) {
        return times.containsKey(order.column());
    }

    /** Whether nothing is asked of runs but that they lie in intervals of what the list is sorted by. */
    boolean isPlain(RunOrder order) {
        return job == null
                && choices.equals(Choices.NONE)
                && source == null
                && chain == null
                && asksForNoTimeBut(order);
    }

    /** Whether the only instants that are asked for are those that the list is sorted by. */
    boolean asksForNoTimeBut(RunOrder order) {
        return times.keySet().stream().allMatch(order.column()::equals);
    }

    /** The environments that are asked for or are all that can be seen; null for whichever there are. */
    @Nullable
    Collection<String> environments(EnvironmentScope scope) {
        return choices.environments().isEmpty() ? scope.only() : choices.environments();
    }

    private static Map<String, Interval> times(QueryParameters parameters) {
        Map<String, Interval> times = new LinkedHashMap<>();
        for (String column : TIMES) {
            parameters
                    .one("filter[" + column + "]", Interval::parse, Interval.EXPECTED)
                    .ifPresent(interval -> times.put(column, interval));
        }
        return times;
    }

    private static @Nullable UUID run(QueryParameters parameters, String name) {
        return parameters
                .one(name, StrictUuid::parse, "a run's id, a lower-case UUID")
                .orElse(null);
    }
}
