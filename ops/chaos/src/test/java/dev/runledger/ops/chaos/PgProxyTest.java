package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PgProxyTest {

    private TestDatabase database;
    private PgProxy proxy;

    @BeforeEach
    void open() throws Exception {
        database = TestPostgres.freshDatabase();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.url());
        proxy = PgProxy.to(source.getPortNumbers()[0]);
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE noted (what text)");
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    @Test
    void aCommitWhoseAnswerIsLostHasHappened() throws SQLException {
        proxy.cutCommits(1, true, false);
        assertThatThrownBy(this::note).isInstanceOf(SQLException.class);
        assertThat(noted()).isEqualTo(1);
        assertThat(proxy.cutCommits()).isEqualTo(1);
    }

    @Test
    void aCommitThatIsLostHasNotHappened() throws SQLException {
        proxy.cutCommits(1, false, false);
        assertThatThrownBy(this::note).isInstanceOf(SQLException.class);
        assertThat(noted()).isZero();
    }

    @Test
    void onlySoManyCommitsAreCut() throws SQLException {
        proxy.cutCommits(1, false, false);
        assertThatThrownBy(this::note).isInstanceOf(SQLException.class);
        note();
        assertThat(noted()).isEqualTo(1);
    }

    @Test
    void aTransactionThatStoresNoEventsIsSparedIfOnlyTheOthersAreMeant() throws SQLException {
        proxy.cutCommits(1, false, true);
        note();
        assertThat(noted()).isEqualTo(1);
    }

    @Test
    void aCutBreaksWhatIsConnected() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            proxy.cut();
            assertThatThrownBy(() -> sql.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void nothingPassesAStall() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            proxy.stall(true);
            CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> execute(sql));
            await().during(Duration.ofMillis(300)).until(() -> !answered.isDone());
            proxy.stall(false);
            assertThat(answered.join()).isTrue();
        }
    }

    private static boolean execute(Statement sql) {
        try {
            return sql.execute("SELECT 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In a transaction of its own, prepared as the service's are. */
    private void note() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (var sql = connection.prepareStatement("INSERT INTO noted VALUES (?)")) {
                sql.setString(1, "it");
                sql.execute();
            }
            connection.commit();
        }
    }

    private int noted() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM noted")) {
            row.next();
            return row.getInt(1);
        }
    }

    private Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.url());
        source.setPortNumbers(new int[] {proxy.port()});
        source.setUser(database.user());
        source.setPassword(database.password());
        return source.getConnection();
    }
}
