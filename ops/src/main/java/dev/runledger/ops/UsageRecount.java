package dev.runledger.ops;

import dev.runledger.command.account.UsageCheck;
import dev.runledger.kernel.AccountId;
import dev.runledger.ops.store.PostgresEventStore;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the starts of a month from the event store. Of runs that are kept, the events before it are passed over, since moments rise with positions. */
final class UsageRecount implements UsageCheck {

    /** A start is stored when it is decided, but for what clocks differ. */
    private static final Duration MARGIN = Duration.ofDays(1);

    /**
     * One statement, so that all of it is of one moment. The starts that are there, and those whose history was removed; the latter are
     * told by few events, which are found by the names of their streams: those of later months may concern this one, too. A wipe that
     * is under way has its sums in its row.
     */
    private static final String COUNT = """
            SELECT (SELECT last FROM ledger.head) AS head,
                   (SELECT coalesce(sum(used), 0) FROM ledger.usage WHERE account = ? AND period = ?)::bigint AS counter,
                   ((SELECT count(*)
                      FROM ledger.event
                     WHERE position > ? AND name = 'RunStarted' AND starts_with(stream, ?)
                       AND regexp_replace(split_part(stream, '/', 1), '\\.[0-9]+$', '') = ?
                       AND left(convert_from(payload, 'UTF8')::json ->> 'started_at', 7) = ?)
                   + (SELECT coalesce(sum((removed ->> 'counted')::bigint), 0)
                        FROM (SELECT name || '.' || life AS account
                                FROM ledger.account, generate_series(1, epoch) AS life
                               WHERE name = ?) lives
                       CROSS JOIN LATERAL (
                             SELECT payload FROM ledger.event
                              WHERE stream > account || '/history/' AND stream < account || '/history0'
                                AND name = 'RunHistoryPruned'
                             UNION ALL
                             SELECT payload FROM ledger.event
                              WHERE stream = account || '/wipe' AND name = 'AccountWiped') fact
                       CROSS JOIN LATERAL json_array_elements(convert_from(payload, 'UTF8')::json -> 'removed') removed
                       WHERE removed ->> 'period' = ?)
                   + (SELECT coalesce(sum((month.removed ->> 'counted')::bigint), 0)
                        FROM ledger.wipe CROSS JOIN LATERAL json_array_elements(wipe.removed::json) AS month (removed)
                       WHERE account = ? AND month.removed ->> 'period' = ?))::bigint AS recomputed""";

    private final JdbcTemplate sql;
    private final PostgresEventStore events;

    /** @param unlimited without a limit on how long a statement may take */
    UsageRecount(JdbcTemplate unlimited, PostgresEventStore events) {
        this.sql = unlimited;
        this.events = events;
    }

    @Override
    public Result of(AccountId account, YearMonth period) {
        Instant start = period.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        long before = events.createTokenAt(start.minus(MARGIN)).position().orElse(0);
        return Objects.requireNonNull(sql.queryForObject(
                COUNT,
                (row, n) -> new Result(row.getLong("counter"), row.getLong("recomputed"), row.getLong("head")),
                account.name(),
                period.toString(),
                before,
                account.name() + ".",
                account.name(),
                period.toString(),
                account.name(),
                period.toString(),
                account.name(),
                period.toString()));
    }
}
