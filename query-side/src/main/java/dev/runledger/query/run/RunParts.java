package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.query.paging.Part;
import dev.runledger.query.paging.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements of which a page is put together: each gives the next rows of one walk through one table. */
final class RunParts {

    private static final String COMMON =
            "account, id, job, incarnation, job_version, environment, trigger, rerun_of, retry_of,"
                    + " retry_attempt, of_rerun, scheduled_for, status, created_at, started_at";

    /** Of {@code views.run}; all parts give the same columns. */
    static final String FINISHED = COMMON + ", finished_at, total_ms, failure_reason, error, null::text as execution";

    /** Of {@code views.open_run}. */
    static final String OPEN = COMMON + ", null::timestamptz as finished_at, null::bigint as total_ms,"
            + " null::text as failure_reason, null::text as error, execution";

    private final Caller caller;
    private final RunFilter filter;
    private final Walk walk;
    private final String limit;

    RunParts(Caller caller, RunFilter filter, Walk walk, int limit) {
        this.caller = caller;
        this.filter = filter;
        this.walk = walk;
        this.limit = " limit " + limit;
    }

    /**
     * One statement for the page, in order, with what the runs sent and got; empty if no run can be on it. Whatever is read of
     * the large table of snapshots is read for the rows of the page alone.
     */
    Optional<Part> page() {
        List<Part> parts = new ArrayList<>();
        if (filter.wantsFinished() && walk.meetsFinished()) {
            parts.add(filter.lastRunOnly() ? new LastRuns(caller, filter, walk, limit).part() : finished());
        }
        if (filter.wantsOpen() && walk.meetsOpen()) {
            parts.add(open());
        }
        return parts.stream()
                .map(part -> Part.of("(").then(part).then(")"))
                .reduce((one, other) -> one.then("\nunion all\n").then(other))
                .map(rows -> Part.of(
                                "select page.*, coalesce(page.execution, snapshot.execution) as sent, snapshot.result from (\n"
                                        + "select * from (")
                        .then(rows)
                        .then(") rows\n" + walk.order() + limit + ") page\n"
                                + "left join views.run_snapshot snapshot (owner, run, execution, result)"
                                + " on owner = account and run = id\n"
                                + walk.order()));
    }

    /** Whether the page's rows are stretches of an index that are in order already, so that there is but one good way to find them. */
    boolean followsIndex() {
        if (filter.lastRunOnly()) {
            return new LastRuns(caller, filter, walk, limit).isKept();
        }
        RunOrder order = walk.sort().field();
        return spread().isNone()
                ? caller.scope().only() == null && filter.isPlain(order)
                : filter.asksForNoTimeBut(order);
    }

    private Spread spread() {
        return walk.sort().field() == RunOrder.CREATED_AT ? Spread.of(caller, filter) : Spread.NONE;
    }

    private Part open() {
        Where where = RunConditions.open(caller, filter);
        walk.inOpen(where);
        return Part.of("select " + OPEN + " from views.open_run\n")
                .then(Part.of(where))
                .then(walk.orderOfOpen() + limit);
    }

    private Part finished() {
        Spread spread = spread();
        Where where = RunConditions.finished(caller, filter, spread);
        if (walk.sort().field() == RunOrder.JOB && filter.job() != null) {
            where.and("lower(job) = lower(?)", filter.job());
        }
        walk.in(where);
        Part part = Part.of("select " + FINISHED + " from views.run\n")
                .then(Part.of(where))
                .then(walk.order() + limit);
        return spread.isNone()
                ? part
                : Part.of("select run.* from (")
                        .then(spread.from())
                        .then(") spread cross join lateral (\n")
                        .then(part)
                        .then(") run\n" + walk.order() + limit);
    }
}
