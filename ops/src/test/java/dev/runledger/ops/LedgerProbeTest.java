package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.metrics.LedgerFigures.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the database tells of schedules and nodes, and what is told without it. */
class LedgerProbeTest {

    private static final DataSource SOURCE = TestPostgres.freshDatabase().dataSource();
    private static final JdbcTemplate SQL = new JdbcTemplate(SOURCE);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeAll
    static void schema() {
        Migrations.run(SOURCE);
    }

    @BeforeEach
    void nothing() {
        SQL.update("TRUNCATE ledger.next_fire, ledger.worker");
    }

    @Test
    void schedulesAreOverdueSomeSecondsAfterTheirInstant() {
        SQL.update("""
                INSERT INTO ledger.next_fire (account, epoch, slug, environment, next_at)
                SELECT 'a', 1, 'job', 'in ' || late, clock_timestamp() - late * interval '1 s'
                  FROM unnest(ARRAY[-3600, 0, 60, 86400]) late""");

        assertThat(standing().overdue()).isEqualTo(2);
    }

    @Test
    void theMemberThatWasSilentLongestIsTold() {
        SQL.update("""
                INSERT INTO ledger.worker (id, process, node, roles, beats, started_at, heartbeat_at)
                SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'command', 0, clock_timestamp(),
                       clock_timestamp() - silence * interval '1 s'
                  FROM unnest(ARRAY[1, 600, 5]) silence""");

        Standing standing = standing();

        assertThat(standing.members()).isEqualTo(3);
        assertThat(standing.oldestSign()).isBetween(600.0, 660.0);
    }

    @Test
    void withoutMembersNoSignIsKnown() {
        assertThat(standing().members()).isZero();
        assertThat(standing().oldestSign()).isNaN();
    }

    @Test
    void withoutStorageNothingIsKnown() {
        LedgerProbe probe = new LedgerProbe(
                new JdbcTemplate(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none")), PATIENCE);

        probe.refresh();

        assertThat(probe.lastKnown()).isEmpty();
    }

    @Test
    void nobodyWaitsForStorageThatDoesNotAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        LedgerProbe probe = new LedgerProbe(new JdbcTemplate(new Hanging(never)), Duration.ofMillis(1));

        probe.refresh();
        probe.refresh();

        assertThat(probe.lastKnown()).isEmpty();
        never.countDown();
    }

    private static final class Hanging extends DelegatingDataSource {

        private final CountDownLatch latch;

        Hanging(CountDownLatch latch) {
            super(SOURCE);
            this.latch = latch;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.getConnection();
        }
    }

    private static Standing standing() {
        LedgerProbe probe = new LedgerProbe(SQL, PATIENCE);
        probe.refresh();
        return probe.lastKnown().orElseThrow();
    }
}
