package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.PlannedAnew;
import dev.runledger.query.paging.Cursor;
import dev.runledger.query.paging.Part;
import dev.runledger.query.paging.Sort;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.stereotype.Component;

/** Answers lists of runs, each with a statement or two that read little more than their page needs. */
@Component
class RunQueries {

    private final JdbcTemplate jdbc;

    RunQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Refused if the cursor is no run that the caller can see */
    RunPage page(Caller caller, RunListing listing) {
        Sort<RunOrder> sort = listing.sort();
        Cursor beyond = listing.after() == null ? null : cursor(caller, sort, listing.after());
        int size = listing.size().value();
        List<RunView> found = new ArrayList<>();
        for (Walk walk : Walk.of(sort, listing.filter().requires(sort.field()), beyond)) {
            // One row more than the page tells whether another page follows.
            int missing = size + 1 - found.size();
            if (missing > 0) {
                RunParts parts = new RunParts(caller, listing.filter(), walk, missing);
                parts.page().ifPresent(page -> found.addAll(runs(page, parts.followsIndex())));
            }
        }
        return new RunPage(found.subList(0, Math.min(size, found.size())), found.size() > size);
    }

    /** Whether the run began a chain that has retries. */
    boolean isRetried(RunKey run) {
        String sql = "select exists (select from views.run where account = ? and retry_of = ?)"
                + " or exists (select from views.open_run where account = ? and retry_of = ?)";
        String account = run.account().toString();
        return Boolean.TRUE.equals(jdbc.queryForObject(sql, Boolean.class, account, run.id(), account, run.id()));
    }

    /**
     * A page that follows an index has one good plan, whatever the values, which PostgreSQL keeps. Others are planned for their values
     * each time: a plan for any job or interval takes a big job for a small one and sorts all its runs.
     */
    private List<RunView> runs(Part page, boolean followsIndex) {
        PreparedStatementCreator statement = connection -> {
            PreparedStatement prepared = connection.prepareStatement(page.sql());
            if (!followsIndex) {
                PlannedAnew.each(prepared);
            }
            new ArgumentPreparedStatementSetter(page.values().toArray()).setValues(prepared);
            return prepared;
        };
        return jdbc.query(statement, new RunRowMapper());
    }

    /** The cursor's run need not match the filters; what it is sorted by may have changed since its page was read. */
    private Cursor cursor(Caller caller, Sort<RunOrder> sort, UUID after) {
        Part where = Part.of(RunConditions.visible(caller).and("id = ?", after));
        Part sql = Part.of("select " + sort.field().column() + " from (\n")
                .then("select " + RunParts.FINISHED + " from views.run\n")
                .then(where)
                .then("union all\nselect " + RunParts.OPEN + " from views.open_run\n")
                .then(where)
                .then(") run");
        return jdbc
                .query(
                        sql.sql(),
                        (row, number) ->
                                new Cursor(row.getObject(1, sort.field().type()), after),
                        sql.values().toArray())
                .stream()
                .findFirst()
                .orElseThrow(() -> new Refused(new Refusal.Invalid(List.of(RunListing.unknownCursor()))));
    }
}
