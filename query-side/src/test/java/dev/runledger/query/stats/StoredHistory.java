package dev.runledger.query.stats;

import static dev.runledger.query.batch.ColumnArrays.millis;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs as the tables tell them. */
final class StoredHistory {

    private StoredHistory() {}

    /** What the projection tells of a run that is over. */
    static FinishedRun finished(RunView run) {
        End end = Objects.requireNonNull(run.end());
        return new FinishedRun(
                run.key().account().toString(),
                run.key().id(),
                run.job(),
                run.environment(),
                run.trigger().text(),
                run.status(),
                stored(run.createdAt()),
                run.execution() == null ? null : stored(run.execution().startedAt()),
                stored(end.finishedAt()),
                millis(RunResource.scheduledFor(run.trigger())));
    }

    /** An instant as a column holds it. */
    static Instant stored(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What the run waits for, as a column holds it. */
    static @Nullable Instant scheduledFor(RunView run) {
        return millis(RunResource.scheduledFor(run.trigger()));
    }

    static void addJob(JdbcTemplate jdbc, AccountId account, String slug, String name, boolean lives) {
        jdbc.update("""
                insert into views.job (account, slug, sequence, incarnation, version, kind, name, name_folded, enabled_in,
                  created_at, updated_at, deleted_at, definition)
                values (?, ?, 0, gen_random_uuid(), 1, 'manual', ?, lower(?), '{}', now(), now(),
                  case when not ? then now() end, 'sealed')
                """, account.toString(), slug, name, name, lives);
    }

    /** @param run null for a recurring job's next fire */
    static void addFire(
            JdbcTemplate jdbc, AccountId account, String slug, String environment, Instant at, @Nullable UUID run) {
        jdbc.update("""
                insert into views.next_run (account, slug, environment, sequence, incarnation, version, at, run)
                values (?, ?, ?, 0, gen_random_uuid(), 1, ?, ?)
                """, account.toString(), slug, environment, at.atOffset(ZoneOffset.UTC), run);
    }

    /** The tallies, without the news, in a fixed order. */
    static List<Map<String, @Nullable Object>> tallies(JdbcTemplate jdbc) {
        return jdbc.queryForList("""
                select account, environment, grain, start::text, succeeded, failed, canceled, minutes::text,
                       pending_bins::text, pending_counts::text, run_bins::text, run_counts::text
                from views.run_tally order by account, grain, start, environment
                """);
    }
}
