package dev.runledger.query.stats;

import dev.runledger.kernel.run.FailureReason;
import dev.runledger.query.paging.Occurring;
import dev.runledger.query.paging.Part;
import dev.runledger.query.paging.Where;
import dev.runledger.query.stats.RunStats.Failure;
import dev.runledger.query.stats.RunStats.Next;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** The single runs that statistics name: what failed last, and what comes next. Each look reads a few rows of an index. */
final class Outlook {

    private static final int FAILURES = 3;

    private static final String NEWEST = "order by created_at desc, id desc limit " + FAILURES;

    private static final String JOB =
            " left join views.job on job.account = ? and slug = named.job and deleted_at is null\n";

    private final JdbcTemplate jdbc;

    Outlook(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The latest failures that match, newest first: the newest of each environment, merged. */
    List<Failure> recentFailures(StatsQuestion question) {
        Where failed = new Where().and("account = ?", question.account()).and("environment = spread.environment");
        if (question.job() != null) {
            failed.and("job = ?", question.job());
        }
        question.created().in(failed.and("status = 'FAILED'"), "created_at");
        Part sql = Part.of("select named.*, job.name as job_name from (select run.* from ")
                .then(environments(question))
                .then(
                        " spread (environment) cross join lateral (select id, job, failure_reason, created_at from views.run\n")
                .then(Part.of(failed))
                .then(NEWEST + ") run\n" + NEWEST + ") named")
                .then(Part.of(JOB, question.account()))
                .then("order by named.created_at desc, id desc");
        return jdbc.query(
                sql.sql(),
                (row, number) -> new Failure(
                        row.getString("job"),
                        row.getString("job_name"),
                        FailureReason.valueOf(row.getString("failure_reason")),
                        instant(row, "created_at")),
                sql.values().toArray());
    }

    /**
     * What runs next by itself: the first run that waits for an instant ahead, or the first fire of a recurring job. Of the
     * question, only the environments count.
     */
    Optional<Next> nextScheduled(StatsQuestion question, Instant now) {
        Part sql = Part.of("select named.*, job.name as job_name from (")
                .then(first(
                        "select job, environment, scheduled_for from views.open_run\n",
                        waiting(question, now).and("scheduled_for > created_at")))
                .then("union all\n")
                .then(first(
                        "select job, environment, scheduled_for from views.open_run\n",
                        waiting(question, now)
                                .and("scheduled_for <= created_at")
                                .and("created_at >= ?", now.atOffset(ZoneOffset.UTC))))
                .then("union all\n")
                .then(first(
                        "select slug as job, environment, at as scheduled_for from views.next_run\n",
                        question.visible().and("run is null")))
                .then("order by scheduled_for, job, environment limit 1) named")
                .then(Part.of(JOB, question.account()));
        return jdbc
                .query(
                        sql.sql(),
                        (row, number) -> new Next(
                                row.getString("job"),
                                row.getString("job_name"),
                                instant(row, "scheduled_for"),
                                row.getString("environment")),
                        sql.values().toArray())
                .stream()
                .findFirst();
    }

    /**
     * The index of runs ahead holds those that were scheduled for later than their creation. Of the others only those can be
     * ahead that are created now, which another index tells.
     */
    private static Where waiting(StatsQuestion question, Instant now) {
        return question.visible().and("status = 'PENDING'").and("scheduled_for >= ?", now.atOffset(ZoneOffset.UTC));
    }

    private static Part first(String rows, Where where) {
        return Part.of("(" + rows).then(Part.of(where)).then("order by scheduled_for, job, environment limit 1)\n");
    }

    /** Those asked for, or those that occur. */
    private static Part environments(StatsQuestion question) {
        Collection<String> asked = question.environments();
        if (asked != null) {
            return Part.of("unnest(?::text[])", (Object) asked.toArray(String[]::new));
        }
        Where known = new Where().and("account = ?", question.account());
        if (question.job() != null) {
            known.and("job = ?", question.job()).and("status = 'FAILED'");
        }
        return Occurring.environments(known);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
