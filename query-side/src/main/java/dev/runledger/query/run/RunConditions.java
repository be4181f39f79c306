package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.Where;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What a list asks of each row, in the table of runs that are over or of those that are not. */
final class RunConditions {

    /** Each of these comes at or after a run's creation. */
    private static final List<String> AFTER_CREATION = List.of("started_at", "finished_at");

    private RunConditions() {}

    static Where visible(Caller caller) {
        Where where = new Where().and("account = ?", caller.account().toString());
        return caller.scope().only() == null
                ? where
                : where.in("environment", caller.scope().only());
    }

    static Where open(Caller caller, RunFilter filter) {
        return matching(caller, filter, Spread.NONE, filter.choices().open());
    }

    /** With an upper bound for the creation, too, where the filter implies one: an index in order of creation can begin there. */
    static Where finished(Caller caller, RunFilter filter, Spread spread) {
        Where where = matching(caller, filter, spread, filter.choices().finished());
        for (String column : AFTER_CREATION) {
            Interval interval = filter.times().get(column);
            Instant upper = interval == null ? null : interval.upper();
            if (upper != null) {
                where.within("created_at", new Interval(null, true, upper, true));
            }
        }
        return where;
    }

    private static Where matching(Caller caller, RunFilter filter, Spread spread, List<RunStatus> statuses) {
        Where where = new Where().and("account = ?", caller.account().toString());
        Collection<String> environments = filter.environments(caller.scope());
        if (spread.over("environment")) {
            where.and("environment = spread.environment");
        } else if (environments != null) {
            where.in("environment", environments);
        }
        if (filter.job() != null) {
            where.and("job = ?", filter.job());
        }
        oneOf(where, spread, "status", statuses);
        oneOf(where, spread, "trigger", filter.choices().triggers());
        oneOf(where, spread, "failure_reason", filter.choices().failureReasons());
        filter.times().forEach(where::within);
        if (filter.source() != null) {
            where.and("rerun_of = ?", filter.source());
        }
        if (filter.chain() != null) {
            where.and("(retry_of = ? or id = ? and retry_of is null)", filter.chain(), filter.chain());
        }
        return where;
    }

    /** Our own words are written out: the conditions of partial indexes are compared with them when a statement is planned. */
    private static void oneOf(Where where, Spread spread, String column, Collection<? extends Enum<?>> allowed) {
        if (spread.over(column)) {
            where.and(column + " = spread." + column);
        } else if (allowed.size() == 1) {
            where.and(column + " = " + word(allowed.iterator().next()));
        } else if (!allowed.isEmpty()) {
            where.and(column + " in " + words(allowed));
        }
    }

    /** Words in parentheses. */
    static String words(Collection<? extends Enum<?>> allowed) {
        return allowed.stream().map(RunConditions::word).collect(Collectors.joining(", ", "(", ")"));
    }

    static String word(Enum<?> word) {
        return "'" + word + "'";
    }
}
