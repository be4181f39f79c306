package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A node that hangs with the one lock in hand that all nodes need. */
class HeldHeadTest {

    private static final String LOCK = "UPDATE ledger.head SET last = last";

    /** Those of the node that hangs. */
    private static final SessionLimits LIMITS = new SessionLimits(
            Duration.ofSeconds(15), Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(5));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final TestNode node = new TestNode(ledger);
    private final Connections elsewhere = TestNode.connections(ledger.database().url(), ledger, LIMITS);

    @BeforeEach
    void begin() {
        node.started();
        node.send(new CounterCommand.Open("a"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void betweenTwoStatementsHoldsTheOthersUpForSecondsOnly() throws SQLException {
        try (HikariDataSource pool = elsewhere.pool();
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LOCK);
            assertOthersGoOn();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void amongTheRowsOfAnAppendHoldsTheOthersUpForSecondsOnly() throws SQLException {
        try (Connection connection = elsewhere.single().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(LOCK);
            CopyIn rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY ledger.event (position) FROM STDIN (FORMAT binary)");
            assertOthersGoOn();
            assertThatThrownBy(rows::cancelCopy).isInstanceOf(SQLException.class);
            connection.abort(Runnable::run);
        }
    }

    private void assertOthersGoOn() {
        long begun = System.nanoTime();
        CompletableFuture<Object> answer = node.commands.send(new CounterCommand.Count("a", 5));
        assertThat(answer).succeedsWithin(Duration.ofSeconds(14)).isEqualTo(5);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    }
}
