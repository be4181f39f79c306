package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.query.batch.StoredJson;
import dev.runledger.query.job.JobListing.Filter;
import dev.runledger.query.paging.FoldedText;
import dev.runledger.query.paging.Where;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers lists of jobs from {@code views.job}. */
@Component
class JobQueries {

    private static final String COLUMNS = "account, slug, incarnation, version, created_at, updated_at, definition";

    private final JdbcTemplate jdbc;

    JobQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The live jobs of one page; past the end there are none. */
    List<JobView> page(Caller caller, JobListing listing) {
        Where where = matching(caller, listing.filter());
        String direction = listing.sort().direction();
        String sql = "select " + COLUMNS + " from views.job\n" + where.sql()
                + "order by " + listing.sort().field().column() + " " + direction + ", slug " + direction
                + "\nlimit ? offset ?";
        List<Object> values = new ArrayList<>(where.values());
        values.add(listing.size().value());
        values.add(listing.number().offset(listing.size()));
        return jdbc.query(sql, (row, number) -> job(row), values.toArray());
    }

    /** How many live jobs match, on all pages together. */
    long total(Caller caller, Filter filter) {
        Where where = matching(caller, filter);
        Long count = jdbc.queryForObject(
                "select count(*) from views.job\n" + where.sql(),
                Long.class,
                where.values().toArray());
        return Objects.requireNonNull(count);
    }

    private static Where matching(Caller caller, Filter filter) {
        Where where =
                new Where().and("account = ?", caller.account().toString()).and("deleted_at is null");
        if (filter.kind() != null) {
            where.and("kind = ?", filter.kind().text());
        }
        if (!filter.showsOneOffs()) {
            where.and("kind <> ?", JobKind.ONE_OFF.text());
        }
        if (filter.name() != null) {
            where.and("position(? in name_folded) > 0", FoldedText.of(filter.name()));
        }
        return filter.scheduled() == null ? where : scheduled(where, caller.scope(), filter.scheduled());
    }

    /** A job that is not manual has a next run wherever it is enabled (API.md §3.5); only visible entries count. */
    private static Where scheduled(Where where, EnvironmentScope scope, boolean wanted) {
        String not = wanted ? "" : "not ";
        if (scope.only() == null) {
            return where.and(not + "(kind <> ? and enabled_in <> '{}')", JobKind.MANUAL.text());
        }
        return where.and(
                not + "(kind <> ? and enabled_in && ?::text[])",
                JobKind.MANUAL.text(),
                scope.only().toArray(String[]::new));
    }

    private static JobView job(ResultSet row) throws SQLException {
        return new JobView(
                new JobKey(AccountId.parse(row.getString("account")), row.getString("slug")),
                row.getObject("incarnation", UUID.class),
                row.getInt("version"),
                Objects.requireNonNull(StoredJson.read(row.getString("definition"), JobDefinition.class)),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
