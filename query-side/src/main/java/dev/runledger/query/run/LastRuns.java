package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.Part;
import dev.runledger.query.paging.Where;
import dev.runledger.query.run.RunFilter.Choices;
import dev.runledger.query.run.RunFilter.TriggerWord;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The latest finished run per job and environment among those that match (API.md §5.7). If nothing but the job, environments,
 * statuses, triggers and a lower bound of the end is asked for, {@code views.last_run} knows it, whatever the length of history; and
 * mostly also if it has to be created after a moment. Else it is sought among the runs that match.
 */
final class LastRuns {

    private final Caller caller;
    private final RunFilter filter;
    private final Walk walk;
    private final String limit;

    LastRuns(Caller caller, RunFilter filter, Walk walk, String limit) {
        this.caller = caller;
        this.filter = filter;
        this.walk = walk;
        this.limit = limit;
    }

    Part part() {
        if (isKept()) {
            return rows(kept());
        }
        Interval created = filter.times().get("created_at");
        boolean upToNow = created != null && created.lower() != null && created.upper() == null;
        return rows(isSliced() && upToNow ? keptOrFound() : sought());
    }

    /** Whether {@code last_run} has the answer as it is. */
    boolean isKept() {
        return isSliced() && filter.times().entrySet().stream().allMatch(LastRuns::isLowerBoundOfEnd);
    }

    /** Whether slices tell all that is asked for but the times. */
    private boolean isSliced() {
        return filter.source() == null
                && filter.chain() == null
                && filter.choices().failureReasons().isEmpty();
    }

    /** The latest of all has ended after a moment if any has. */
    private static boolean isLowerBoundOfEnd(Map.Entry<String, Interval> time) {
        return time.getKey().equals("finished_at") && time.getValue().upper() == null;
    }

    /** The page's rows of {@code views.run}, of those that are named. */
    private Part rows(Part last) {
        Where where = new Where();
        walk.in(where);
        return Part.of("select " + RunParts.FINISHED + " from (\nselect account, id from (")
                .then(last)
                .then(") last\n")
                .then(Part.of(where))
                .then(walk.order() + limit + ") last (owner, run) join views.run on account = owner and id = last.run");
    }

    private Part kept() {
        Choices choices = filter.choices();
        List<RunStatus> statuses =
                choices.finished().size() == RunFilter.TERMINAL.size() ? List.of() : choices.finished();
        List<TriggerWord> triggers =
                choices.triggers().size() == TriggerWord.values().length ? List.of() : choices.triggers();
        Part last = Part.of("select account, run as id, job, environment, run_status as status, created_at, started_at,"
                        + " finished_at, scheduled_for, total_ms from views.last_run\n")
                .then(Part.of(slices(statuses, triggers)));
        return statuses.size() > 1 || triggers.size() > 1
                ? Part.of("select distinct on (job, environment) * from (")
                        .then(last)
                        .then(") slices\norder by job, environment, finished_at desc, created_at desc, id desc")
                : last;
    }

    /**
     * The kept run, if it lies in the intervals: then no other that does has ended later. Else the latest that does, sought among
     * its group's runs of the time of creation: there are few, as the group's latest was created at another time.
     */
    private Part keptOrFound() {
        Where fits = new Where();
        filter.times().forEach((column, interval) -> fits.within("last." + column, interval));
        Where found = RunConditions.finished(caller, filter, Spread.NONE)
                .and("job = last.job and environment = last.environment");
        return Part.of("select chosen.* from (")
                .then(kept())
                .then(") last cross join lateral (\nselect last.* where ")
                .then(new Part(fits.condition() + " is true", fits.values()))
                .then("\nunion all\n(select account, id, job, environment, status, created_at, started_at, finished_at,"
                        + " scheduled_for, total_ms from views.run\n")
                .then(Part.of(found.and(
                        fits.condition() + " is not true", fits.values().toArray())))
                .then("order by finished_at desc, created_at desc, id desc limit 1)) chosen");
    }

    private Where slices(Collection<RunStatus> statuses, Collection<TriggerWord> triggers) {
        Where where = new Where().and("account = ?", caller.account().toString());
        where.and("status in " + (statuses.isEmpty() ? "('')" : RunConditions.words(statuses)));
        where.and("trigger in " + (triggers.isEmpty() ? "('')" : RunConditions.words(triggers)));
        if (filter.job() != null) {
            where.and("job = ?", filter.job());
        }
        Collection<String> environments = filter.environments(caller.scope());
        if (environments != null) {
            where.in("environment", environments);
        }
        Map<String, Interval> times = filter.times();
        Interval end = times.size() == 1 ? times.get("finished_at") : null;
        return end == null ? where : where.within("finished_at", end);
    }

    /** Only what they are sorted by is read of all that match. */
    private Part sought() {
        return Part.of(
                        "select distinct on (job, environment) account, id, job, environment, status, created_at, started_at,"
                                + " finished_at, scheduled_for, total_ms from views.run\n")
                .then(Part.of(RunConditions.finished(caller, filter, Spread.NONE)))
                .then("order by job, environment, finished_at desc, created_at desc, id desc");
    }
}
