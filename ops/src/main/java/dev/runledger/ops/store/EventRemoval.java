package dev.runledger.ops.store;

import dev.runledger.command.account.History;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.RemovedUsage;
import dev.runledger.kernel.account.WipeEvent;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Removes events of lives of accounts that have ended. What they told of starts is added up in the same statement, by their names
 * on disk: starts that were counted and those that were refused, by the month of their moment, and what was removed of both before.
 */
public final class EventRemoval implements History {

    private static final String REMOVE = """
            WITH gone AS (
                DELETE FROM ledger.event
                 WHERE ctid = ANY (ARRAY(
                       SELECT ctid FROM ledger.event WHERE stream >= ? AND stream < ? AND stream <> ? LIMIT ?))
                RETURNING name, payload),
            told AS (
                SELECT name, convert_from(payload, 'UTF8')::jsonb AS event
                  FROM gone
                 WHERE name IN ('RunStarted', 'RunFailed', 'RunHistoryPruned')),
            starts AS (
                SELECT left(event ->> 'started_at', 7) AS period, 1::bigint AS counted, 0::bigint AS refused
                  FROM told WHERE name = 'RunStarted'
                UNION ALL
                SELECT left(event ->> 'finished_at', 7), 0, 1
                  FROM told WHERE name = 'RunFailed' AND event ->> 'reason' = 'QUOTA_EXCEEDED'
                UNION ALL
                SELECT month.period, month.counted, month.refused
                  FROM told CROSS JOIN jsonb_to_recordset(event -> 'removed')
                       AS month (period text, counted bigint, refused bigint)
                 WHERE name = 'RunHistoryPruned')
            SELECT NULL AS period, count(*) AS counted, 0 AS refused FROM gone
            UNION ALL
            SELECT period, sum(counted)::bigint, sum(refused)::bigint FROM starts GROUP BY period""";

    private final JdbcTemplate sql;

    public EventRemoval(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** All that lies between a slash and the character after it begins with the life and a slash. */
    @Override
    public Slice remove(AccountId ended, int most) {
        List<RemovedUsage> starts = new ArrayList<>();
        int[] events = {0};
        sql.query(
                REMOVE,
                row -> {
                    String period = row.getString("period");
                    if (period == null) {
                        events[0] = row.getInt("counted");
                    } else {
                        starts.add(new RemovedUsage(period, row.getLong("counted"), row.getLong("refused")));
                    }
                },
                ended + "/",
                ended + "0",
                WipeEvent.stream(ended),
                most);
        return new Slice(events[0], starts);
    }
}
