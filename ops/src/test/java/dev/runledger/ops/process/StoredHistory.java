package dev.runledger.ops.process;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Puts runs that are over into the ledger of a running service, as if they had been carried out then. */
final class StoredHistory {

    private StoredHistory() {}

    /**
     * Each of three events, the second of which is a start that was counted.
     *
     * @param ago an interval of PostgreSQL, since when they ended, one each second
     */
    static void add(Connection connection, int runs, String ago) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
            INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)
            SELECT last + 3 * n + event, stream, event,
                   (ARRAY['RunTriggered', 'RunStarted', 'RunSucceeded'])[event + 1], 1,
                   (extract(epoch FROM at) * 1000)::bigint,
                   convert_to((ARRAY[
                     json_build_object('run', stream, 'job', 'old', 'incarnation', gen_random_uuid(), 'job_version', 1,
                       'environment', 'production', 'trigger', json_build_object('kind', 'MANUAL'), 'triggered_at', moment),
                     json_build_object('run', stream, 'worker', gen_random_uuid(), 'attempt', gen_random_uuid(), 'job_version', 1,
                       'success_status', '2xx', 'request', json_build_object('method', 'GET', 'url', 'http://h/',
                         'headers', json_build_object()), 'started_at', moment),
                     json_build_object('run', stream, 'result', json_build_object('status', 200, 'headers', json_build_object(),
                       'body', '', 'body_truncated', false, 'body_bytes', 0), 'finished_at', moment)])[event + 1]::text, 'UTF8')
              FROM ledger.head,
                   generate_series(1, %d) AS n,
                   generate_series(0, 2) AS event,
                   LATERAL (SELECT 'default.1/run/00000000-0000-7000-8000-' || lpad(n::text, 12, '0') AS stream,
                                   now() - interval '%s' + n * interval '1 second' AS at) run,
                   LATERAL (SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS moment) said
            """.formatted(runs, ago));
            statement.execute("UPDATE ledger.head SET last = (SELECT max(position) FROM ledger.event)");
        }
        connection.commit();
        connection.setAutoCommit(true);
    }
}
