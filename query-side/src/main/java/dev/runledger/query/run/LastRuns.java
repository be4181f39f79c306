package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.Where;
import dev.runledger.query.run.RunFilter.Choices;
import dev.runledger.query.run.RunFilter.TriggerWord;
import java.util.Collection;
import java.util.List;

/**
 * The latest finished run per job and environment among those that match (API.md §5.7). If nothing but the job, environments,
 * statuses, triggers and a lower bound of the end is asked for, {@code views.last_run} knows it, whatever the length of history;
 * else it is sought among the runs that match.
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
        return isKept() ? kept() : sought();
    }

    private boolean isKept() {
        return filter.source() == null
                && filter.chain() == null
                && filter.choices().failureReasons().isEmpty()
                && filter.times().entrySet().stream()
                        .allMatch(time -> time.getKey().equals("finished_at")
                                && time.getValue().upper() == null);
    }

    /** The latest of all has ended after a moment if any has. */
    private Part kept() {
        Choices choices = filter.choices();
        List<RunStatus> statuses =
                choices.finished().size() == RunFilter.TERMINAL.size() ? List.of() : choices.finished();
        List<TriggerWord> triggers =
                choices.triggers().size() == TriggerWord.values().length ? List.of() : choices.triggers();
        Part last = Part.of("select account, run as id, job, environment, run_status as status, created_at, started_at,"
                        + " finished_at, scheduled_for, total_ms from views.last_run\n")
                .then(Part.of(slices(statuses, triggers)));
        if (statuses.size() > 1 || triggers.size() > 1) {
            last = Part.of("select distinct on (job, environment) * from (")
                    .then(last)
                    .then(") slices\norder by job, environment, finished_at desc, created_at desc, id desc");
        }
        Where where = new Where();
        walk.in(where);
        return Part.of("select " + RunParts.FINISHED + " from (\n")
                .then(Part.of("select account, id from (").then(last).then(") last\n"))
                .then(Part.of(where))
                .then(walk.order() + limit + ") last (owner, run) join views.run on account = owner and id = last.run");
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
        Interval end = filter.times().get("finished_at");
        return end == null ? where : where.within("finished_at", end);
    }

    private Part sought() {
        Where where = new Where();
        walk.in(where);
        return Part.of("select * from (select distinct on (job, environment) " + RunParts.FINISHED
                        + " from views.run\n")
                .then(Part.of(RunConditions.finished(caller, filter, Spread.NONE)))
                .then("order by job, environment, finished_at desc, created_at desc, id desc) last\n")
                .then(Part.of(where))
                .then(walk.order() + limit);
    }
}
