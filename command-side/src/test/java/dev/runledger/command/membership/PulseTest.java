package dev.runledger.command.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Processes that know of each other through one real database, in a time of the test's own. */
class PulseTest {

    private static final Pulse.Rhythm RHYTHM =
            new Pulse.Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(30));

    private final LedgerDatabase database;
    private final MemberTable table;
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private int ids = 100;

    PulseTest() throws SQLException {
        database = new LedgerDatabase();
        table = new PostgresMembers(database.sql(), database.source());
    }

    /** One process. */
    private final class Peer implements Pulse.Listener {

        private final Members members;
        private final Pulse pulse;

        Peer(int number, int node) {
            members =
                    new Members(new Member(new UUID(1, number), new UUID(2, number), new UUID(3, node), NodeRole.ALL));
            pulse = new Pulse(table, members, RHYTHM, this, () -> new UUID(9, ids++), nanos::get);
        }

        @Override
        public void onTime(Instant databaseTime, Duration took) {
            times.add(databaseTime);
        }

        @Override
        public void onTakenForDead(UUID newWorker) {
            told.add("taken for dead");
        }

        @Override
        public void onDeath(Member dead) {
            told.add("death of " + dead.worker().getLeastSignificantBits());
        }

        @Override
        public void onReturn() {
            told.add("return");
        }
    }

    @Test
    void processesKnowOfEachOther() {
        Peer one = started(1, 1);
        Peer other = started(2, 2);
        one.pulse.round();

        assertThat(one.members.count(NodeRole.WORKER)).isEqualTo(2);
        assertThat(other.members.count(NodeRole.WORKER)).isEqualTo(2);
        assertThat(times).hasSize(3).isSorted();
    }

    @Test
    void aProcessWhoseSessionEndsIsTakenOutWithinSeconds() {
        Peer one = started(1, 1);
        Peer other = started(2, 2);
        one.pulse.round();
        endSessionsOf(other);

        pass(one, 4);

        assertThat(told).containsExactly("death of 2");
        assertThat(registered()).isEqualTo(1);
        assertThat(one.members.count(NodeRole.WORKER)).isOne();
    }

    @Test
    void aProcessThatHangsIsTakenOutAfterTheSilence() {
        Peer one = started(1, 1);
        started(2, 2);

        pass(one, 29);
        assertThat(told).isEmpty();
        pass(one, 2);

        assertThat(told).containsExactly("death of 2");
    }

    @Test
    void aProcessThatWasTakenForDeadGoesOnUnderAnotherName() {
        Peer one = started(1, 1);
        Peer late = started(2, 2);
        pass(one, 31);
        UUID before = late.members.self().worker();
        assertThat(late.pulse.isKnown()).isFalse();

        late.pulse.round();
        late.pulse.round();

        assertThat(told).containsExactly("death of 2", "taken for dead");
        assertThat(late.members.self().worker()).isNotEqualTo(before);
        assertThat(late.pulse.isKnown()).isTrue();
        assertThat(registered()).isEqualTo(2);
    }

    @Test
    void aRestartEndsThePredecessorAtOnce() {
        started(1, 1);

        started(2, 1);

        assertThat(told).containsExactly("death of 1");
        assertThat(registered()).isEqualTo(1);
    }

    /** Two copies of one data directory: each may be taken for the other's successor once, not for ever. */
    @Test
    void twoThatGoByOneNodeDoNotEndEachOtherForEver() {
        Peer one = started(1, 1);
        Peer copy = started(2, 1);

        for (int round = 0; round < 5; round++) {
            one.pulse.round();
            copy.pulse.round();
        }

        assertThat(told).containsExactly("death of 1", "taken for dead");
        assertThat(registered()).isEqualTo(2);
    }

    @Test
    void whoCouldNotLookForAWhileBuriesNobodyForThat() {
        Peer one = started(1, 1);
        Peer other = started(2, 2);
        one.pulse.round();
        endSessionsOf(one);
        endSessionsOf(other);
        one.pulse.round();

        pass(one, 28);
        other.pulse.round();
        other.pulse.round();
        pass(one, 28);

        assertThat(told).containsExactly("return", "return");
    }

    @Test
    void itIsKnownOnlyForAShortWhileAfterASign() {
        Peer one = started(1, 1);
        assertThat(one.pulse.isKnown()).isTrue();

        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(one.pulse.isKnown()).isFalse();
        var next = one.pulse.nextBeat();
        one.pulse.round();
        assertThat(one.pulse.isKnown()).isTrue();
        assertThat(next.toCompletableFuture()).isDone();
    }

    @Test
    void aFailedSignIsNoSign() {
        Peer one = started(1, 1);
        endSessionsOf(one);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        one.pulse.round();

        assertThat(one.pulse.isKnown()).isFalse();
        one.pulse.round();
        assertThat(one.pulse.isKnown()).isTrue();
        assertThat(told).containsExactly("return");
    }

    @Test
    void whoWithdrawsHasNoShareButLives() {
        Peer one = started(1, 1);
        Peer leaving = started(2, 2);

        leaving.pulse.withdraw();
        one.pulse.round();
        assertThat(one.members.count(NodeRole.WORKER)).isOne();
        assertThat(registered()).isEqualTo(2);

        leaving.pulse.close();
        assertThat(registered()).isEqualTo(1);
    }

    @Test
    void aSessionThatIsBrokenSaysSo() {
        Peer one = started(1, 1);
        MemberTable.Session session = table.open(one.members.self());
        database.sql()
                .query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                                + " AND datname = current_database()",
                        row -> {});

        assertThatThrownBy(session::beat).isInstanceOf(DataAccessException.class);
    }

    private Peer started(int number, int node) {
        Peer process = new Peer(number, node);
        process.pulse.start();
        return process;
    }

    private void pass(Peer process, int seconds) {
        for (int second = 0; second < seconds; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            process.pulse.round();
        }
    }

    private void endSessionsOf(Peer process) {
        database.sql().query("""
                        SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
                         WHERE locktype = 'advisory'
                           AND (classid::bigint << 32) | objid::bigint = hashtextextended(?, 0)""", row -> {}, process.members.self().worker().toString());
    }

    private int registered() {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM ledger.worker", Integer.class);
        return count == null ? -1 : count;
    }
}
