package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.query.job.JobListing.Filter;
import dev.runledger.query.paging.FoldedText;
import dev.runledger.query.paging.Where;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers lists of jobs from {@code views.job}. */
@Component
class JobQueries {

    private static final String COLUMNS = "account, slug, incarnation, version, created_at, updated_at, definition";

    private final JdbcTemplate jdbc;
    private final NextRunRows nextRuns;
    private final SealedDefinitions definitions;

    JobQueries(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.definitions = new SealedDefinitions(vault);
        this.nextRuns = new NextRunRows(jdbc);
    }

    /** The live jobs of one page; past the end there are none. */
    List<JobView> page(Caller caller, JobListing listing) {
        Where where = matching(caller, listing.filter());
        List<JobView> jobs = jdbc.query(
                "select " + COLUMNS + " from views.job\n" + where.sql()
                        + listing.page().sql(),
                (row, number) -> job(row),
                listing.page().values(where));
        List<String> slugs = jobs.stream().map(job -> job.key().slug()).toList();
        Map<String, Map<String, NextRun>> next = nextRuns.of(caller.account(), slugs);
        return jobs.stream()
                .map(job -> job.with(next.getOrDefault(job.key().slug(), Map.of())))
                .toList();
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

    /** Only visible entries count. */
    private static Where scheduled(Where where, EnvironmentScope scope, boolean wanted) {
        String exists = (wanted ? "" : "not ") + "exists (select from views.next_run as next"
                + " where next.account = job.account and next.slug = job.slug";
        if (scope.only() == null) {
            return where.and(exists + ")");
        }
        Object visible = scope.only().toArray(String[]::new);
        return where.and(exists + " and next.environment = any(?))", visible);
    }

    private JobView job(ResultSet row) throws SQLException {
        AccountId account = AccountId.parse(row.getString("account"));
        return new JobView(
                new JobKey(account, row.getString("slug")),
                row.getObject("incarnation", UUID.class),
                row.getInt("version"),
                definitions.read(account, row.getBytes("definition")),
                Map.of(),
                List.of(),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
