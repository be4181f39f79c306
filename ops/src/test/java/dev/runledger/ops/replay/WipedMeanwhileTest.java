package dev.runledger.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A replay and a wipe at the same time: what is built anew must not bring back what is gone. */
class WipedMeanwhileTest {

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database.dataSource());

    @BeforeEach
    void make() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("ledger")
                .locations("classpath:db/ledger")
                .load()
                .migrate();
        sql.update(
                "INSERT INTO ledger.account (name, epoch, created_at, title, plan) VALUES ('a', 1, now(), 'A', 'free')");
    }

    @Test
    void itBeginsWhileNobodyIsWipedAndEndsWhenSomebodyWas() {
        Lives lives = Lives.read(sql);
        sql.update(
                "INSERT INTO ledger.account (name, epoch, created_at, title, plan) VALUES ('b', 1, now(), 'B', 'free')");
        assertThatCode(() -> lives.requireUnchanged(sql)).doesNotThrowAnyException();

        sql.update("UPDATE ledger.account SET epoch = 2 WHERE name = 'a'");

        assertThatThrownBy(() -> lives.requireUnchanged(sql))
                .isInstanceOf(ReplayFailure.class)
                .hasMessageContaining("wiped meanwhile");
        Lives now = Lives.read(sql);
        sql.update("INSERT INTO ledger.wipe (account, epoch, begun_at, position, block, removed)"
                + " VALUES ('b', 1, now(), 1, 0, '[]')");
        assertThatThrownBy(() -> Lives.read(sql)).hasMessageContaining("is being wiped");
        assertThatThrownBy(() -> now.hold(sql)).isInstanceOf(ReplayFailure.class);
    }

    @Test
    void whatAKilledReplayLeftGoesButNotWhatOneIsAtWorkWith() throws SQLException {
        ReplayLeftovers leftovers =
                new ReplayLeftovers(sql, new TransactionTemplate(new JdbcTransactionManager(database.dataSource())));
        sql.execute("CREATE SCHEMA " + Shadow.SCHEMA);
        sql.execute("CREATE TABLE " + Shadow.SCHEMA + ".run (id int)");

        try (Connection replay = database.dataSource().getConnection();
                Statement statement = replay.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + RunReplay.LOCK + ")");
            assertThat(leftovers.drop()).isFalse();
        }

        assertThat(leftovers.drop()).isTrue();
        assertThat(sql.queryForObject("SELECT count(*) FROM pg_namespace WHERE nspname = ?", Long.class, Shadow.SCHEMA))
                .isZero();
        assertThat(leftovers.drop()).isTrue();
    }
}
