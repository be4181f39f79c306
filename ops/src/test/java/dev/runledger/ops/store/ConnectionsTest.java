package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final TestDatabase DATABASE = TestPostgres.freshDatabase();
    private static final String LIMITS = "current_setting('statement_timeout') || ' '"
            + " || current_setting('idle_in_transaction_session_timeout')";

    @Test
    void thePoolsSessionsAreLimited() throws SQLException {
        try (HikariDataSource pool = to("").pool()) {
            assertThat(ask(pool, LIMITS)).isEqualTo("15s 5s");
            assertThat(ask(pool, "current_setting('application_name')")).isEqualTo("it's a test");
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
            }
        }
    }

    @Test
    void whatTheAddressSaysIsStronger() throws SQLException {
        String options = "?socketTimeout=77&options=-c%20statement_timeout=66s&ApplicationName=another";
        try (HikariDataSource pool = to(options).pool();
                Connection connection = pool.getConnection()) {
            assertThat(ask(pool, LIMITS)).isEqualTo("66s 5s");
            assertThat(connection.getNetworkTimeout()).isEqualTo(77_000);
            assertThat(ask(pool, "current_setting('application_name')")).isEqualTo("it's a test");
        }
    }

    @Test
    void limitsOfTheServerGiveWay() throws SQLException {
        try (Connection connection = to("").unlimited().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER DATABASE " + connection.getCatalog() + " SET idle_in_transaction_session_timeout = '24h'");
            try (HikariDataSource pool = to("").pool()) {
                assertThat(ask(pool, LIMITS)).isEqualTo("15s 5s");
            } finally {
                statement.execute("ALTER DATABASE " + connection.getCatalog() + " RESET ALL");
            }
        }
    }

    @Test
    void migrationsMayTakeAsLongAsTheyDo() throws SQLException {
        assertThat(ask(to("").unlimited(), LIMITS)).isEqualTo("0 0");
        try (Connection connection = to("").unlimited().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    /** Nobody answers for the standby, which the server waits for at each commit. */
    @Test
    void aCommitThatWaitsForAStandbyIsNotConfirmedWithoutIt() throws Exception {
        Ledger ledger = Ledger.fresh();
        SessionLimits limits = new SessionLimits(
                Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5));
        try (TestNode node = new TestNode(
                        TestNode.connections(ledger.database().url(), ledger, limits),
                        EventStoreSettings.DEFAULTS,
                        batch -> {},
                        GroupCommitSettings.DEFAULTS)
                .started()) {
            node.send(new CounterCommand.Open("a"));
            ledger.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            ledger.execute("SELECT pg_reload_conf()");
            CompletableFuture<Object> answer;
            try {
                awaitStandbyNames("nobody");
                answer = node.commands.send(new CounterCommand.Count("a", 5));
                assertThat(answer.copy()
                                .completeOnTimeout("nothing", 1500, TimeUnit.MILLISECONDS)
                                .get())
                        .isEqualTo("nothing");
            } finally {
                ledger.execute("ALTER SYSTEM RESET synchronous_standby_names");
                ledger.execute("SELECT pg_reload_conf()");
            }
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(5);
        }
    }

    private static void awaitStandbyNames(String names) {
        org.awaitility.Awaitility.await()
                .until(() -> ask(DATABASE.dataSource(), "current_setting('synchronous_standby_names')")
                        .equals(names));
    }

    private static Connections to(String options) {
        return new Connections(
                new Connections.Database(withOptions(options), DATABASE.user(), DATABASE.password()),
                "it's a test",
                SessionLimits.DEFAULTS);
    }

    private static String withOptions(String options) {
        return options.isEmpty() ? DATABASE.url() : DATABASE.url() + "&" + options.substring(1);
    }

    private static String ask(DataSource source, String expression) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + expression)) {
            row.next();
            return row.getString(1);
        }
    }
}
