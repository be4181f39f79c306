package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** kill -9 of the service while it prunes old runs: what is gone is told once, and the next one goes on. */
class KilledPrunerIT {

    private static final int RUNS = 4_000;

    /** The account exists for long, and so many runs ended a month ago, each after a start that was counted. */
    private static final List<String> LONG_AGO = List.of(
            "UPDATE ledger.account SET created_at = now() - interval '60 days'",
            """
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
                                   now() - interval '30 days' + n * interval '1 second' AS at) run,
                   LATERAL (SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS moment) said
            """.formatted(RUNS),
            "UPDATE ledger.head SET last = (SELECT max(position) FROM ledger.event)");

    private final Installation home = Installation.create();

    @AfterEach
    void close() {
        home.close();
    }

    private ServiceProcess serve() {
        return home.serve("DEFAULT_ACCOUNT_PLAN=free");
    }

    private long number(String select) {
        try (Connection connection = home.ledger();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitNumber(String select, long expected) {
        await().atMost(ServiceProcess.PATIENCE).until(() -> number(select) >= expected);
    }

    @Test
    void eachRunIsPrunedOnceAndItsStartIsKept() throws Exception {
        try (ServiceProcess first = serve();
                Connection connection = home.ledger();
                Statement statement = connection.createStatement()) {
            assertThat(first.isAlive()).isTrue();
            connection.setAutoCommit(false);
            for (String sql : LONG_AGO) {
                statement.execute(sql);
            }
            connection.commit();
            awaitNumber("SELECT count(*) FROM views.run", RUNS);
            awaitNumber(
                    "SELECT (min((convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint) >="
                            + " (SELECT last FROM ledger.head))::int FROM ledger.token",
                    1);
            first.kill();
        }

        for (int facts : List.of(4, 8)) {
            ServiceProcess pruning = serve();
            awaitNumber("SELECT count(*) FROM ledger.event WHERE name = 'RunHistoryPruned'", facts);
            assertNothingIsLostOrDouble();
            pruning.kill();
        }
        serve();
        await().atMost(ServiceProcess.PATIENCE).until(() -> number("SELECT count(*) FROM views.run") == 0);

        assertNothingIsLostOrDouble();
        assertThat(number("SELECT count(*) FROM ledger.event WHERE split_part(stream, '/', 2) = 'run'"))
                .isZero();
        ServiceProcess check =
                home.launch(List.of("replay", "runs", "--data", home.data().toString(), "--check"));
        assertThat(check.awaitExit()).as(check.output()).isZero();
    }

    private static final String TOLD = "(SELECT convert_from(payload, 'UTF8')::json AS fact FROM ledger.event"
            + " WHERE name = 'RunHistoryPruned') told";

    /** Each in one statement, as pruning goes on meanwhile. */
    private void assertNothingIsLostOrDouble() {
        assertThat(number("SELECT (SELECT count(*) FROM ledger.event WHERE name = 'RunStarted')"
                        + " + (SELECT coalesce(sum((month ->> 'counted')::bigint), 0)"
                        + " FROM " + TOLD + ", json_array_elements(fact -> 'removed') month)"))
                .isEqualTo(RUNS);
        assertThat(number("SELECT count(DISTINCT run) * 1000000 + count(*) FROM"
                        + " (SELECT split_part(stream, '/', 3) AS run FROM ledger.event WHERE name = 'RunTriggered'"
                        + " UNION ALL SELECT json_array_elements_text(fact -> 'runs') FROM " + TOLD + ") run"))
                .as("runs, and how often they are there or told to be gone")
                .isEqualTo(RUNS * 1_000_000L + RUNS);
    }
}
