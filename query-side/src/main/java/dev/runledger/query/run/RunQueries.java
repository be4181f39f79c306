package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.paging.Cursor;
import dev.runledger.query.paging.Sort;
import dev.runledger.query.paging.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers lists of runs from {@code views.run}, each with one statement that reads no more than its page needs. */
@Component
class RunQueries {

    private final JdbcTemplate jdbc;

    RunQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Refused if the cursor is no run that the caller can see */
    RunPage page(Caller caller, RunListing listing) {
        Where where = matching(caller, listing.filter());
        List<Object> values = new ArrayList<>(where.values());
        Where rest = behindCursor(caller, listing);
        values.addAll(rest.values());
        List<RunView> found = jdbc.query(
                pageSql(listing, source(listing.filter(), where), rest), new RunRowMapper(), values.toArray());
        int size = listing.size().value();
        return new RunPage(found.subList(0, Math.min(size, found.size())), found.size() > size);
    }

    /** Whether the run began a chain that has retries. */
    boolean isRetried(RunKey run) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select exists (select from views.run where account = ? and retry_of = ?)",
                Boolean.class,
                run.account().toString(),
                run.id()));
    }

    /** One row more than the page tells whether another page follows; only the page's own runs are shown. */
    private static String pageSql(RunListing listing, String source, Where rest) {
        String order = order(listing.sort());
        return "select page.*, snapshot.execution, snapshot.result\nfrom (\nselect * from " + source + " run\n"
                + rest.sql()
                + order + "limit " + (listing.size().value() + 1)
                + "\n) page left join views.run_snapshot snapshot using (account, id)\n" + order;
    }

    private static String order(Sort<RunOrder> sort) {
        String direction = sort.direction();
        return "order by " + sort.field().value(sort.descending()) + " " + direction + ", id " + direction + "\n";
    }

    /** The runs that match, or of these only the latest finished one per job and environment. */
    private static String source(RunFilter filter, Where matching) {
        return filter.lastRunOnly()
                ? "(select distinct on (job, environment) * from views.run\n" + matching.sql()
                        + "order by job, environment, finished_at desc, created_at desc, id desc)"
                : "(select * from views.run\n" + matching.sql() + ")";
    }

    private static Where matching(Caller caller, RunFilter filter) {
        Where where = visible(caller);
        RunFilter.Choices choices = filter.choices();
        if (filter.job() != null) {
            where.and("job = ?", filter.job());
        }
        oneOf(where, "status", choices.statuses());
        oneOf(where, "trigger", choices.triggers());
        oneOf(where, "environment", choices.environments());
        oneOf(where, "failure_reason", choices.failureReasons());
        filter.times().forEach(where::within);
        if (filter.source() != null) {
            where.and("rerun_of = ?", filter.source());
        }
        if (filter.chain() != null) {
            where.and("(retry_of = ? or id = ? and retry_of is null)", filter.chain(), filter.chain());
        }
        return filter.lastRunOnly() ? where.and("finished_at is not null") : where;
    }

    private static void oneOf(Where where, String column, Collection<?> allowed) {
        if (!allowed.isEmpty()) {
            where.in(column, allowed.stream().map(Object::toString).toList());
        }
    }

    private static Where visible(Caller caller) {
        Where where = new Where().and("account = ?", caller.account().toString());
        return caller.scope().only() == null
                ? where
                : where.in("environment", caller.scope().only());
    }

    private Where behindCursor(Caller caller, RunListing listing) {
        UUID after = listing.after();
        if (after == null) {
            return new Where();
        }
        Sort<RunOrder> sort = listing.sort();
        Cursor cursor = cursor(caller, sort, after);
        return new Where()
                .and(
                        "(" + sort.field().value(sort.descending()) + ", id) " + (sort.descending() ? "<" : ">")
                                + " (cast(? as " + sort.field().type() + "), ?)",
                        cursor.value(),
                        cursor.id());
    }

    /** The cursor's run need not match the filters; what it is sorted by may have changed since its page was read. */
    private Cursor cursor(Caller caller, Sort<RunOrder> sort, UUID after) {
        Where where = visible(caller).and("id = ?", after);
        String sql =
                "select cast(" + sort.field().value(sort.descending()) + " as text) from views.run\n" + where.sql();
        return jdbc
                .query(
                        sql,
                        (row, number) -> new Cursor(row.getString(1), after),
                        where.values().toArray())
                .stream()
                .findFirst()
                .orElseThrow(() -> new Refused(new Refusal.Invalid(List.of(RunListing.unknownCursor()))));
    }
}
