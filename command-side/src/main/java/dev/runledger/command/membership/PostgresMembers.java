package dev.runledger.command.membership;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** SQL over {@code ledger.worker}, and the session locks beside it. */
public final class PostgresMembers implements MemberTable {

    private static final Logger log = LoggerFactory.getLogger(PostgresMembers.class);

    /** A worker's lock is named by its id, through the server's own hash. */
    private static final String TAKE_LOCK = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";

    private static final String SIGN = """
            WITH mine AS (
                UPDATE ledger.worker SET beats = beats + 1, heartbeat_at = clock_timestamp() WHERE id = ? RETURNING id)
            SELECT EXISTS (SELECT FROM mine), clock_timestamp()""";

    private static final String EVERYBODY = """
            WITH held AS MATERIALIZED (
                SELECT (classid::bigint << 32) | objid::bigint AS key
                  FROM pg_locks
                 WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            SELECT id, process, node, roles, beats,
                   EXISTS (SELECT FROM held WHERE key = hashtextextended(id::text, 0)) AS locked
              FROM ledger.worker""";

    private static final String MEMBER = "id, process, node, roles";

    private static final RowMapper<Member> ROW = (row, n) -> member(row);

    private final JdbcTemplate sql;
    private final DataSource sessions;

    /** @param sessions gives connections that may be kept for good, and on which no answer is waited for long: not a pool's */
    public PostgresMembers(JdbcTemplate sql, DataSource sessions) {
        this.sql = sql;
        this.sessions = sessions;
    }

    @Override
    public List<Member> register(Member member) {
        sql.update("""
                INSERT INTO ledger.worker (id, process, node, roles, beats, started_at, heartbeat_at)
                VALUES (?, ?, ?, ?, 0, clock_timestamp(), clock_timestamp())""", member.worker(), member.process(), member.node(), NodeRole.stored(member.roles()));
        return sql.query(
                "DELETE FROM ledger.worker WHERE node = ? AND id <> ? RETURNING " + MEMBER,
                ROW,
                member.node(),
                member.worker());
    }

    @Override
    public void withdraw(UUID worker) {
        sql.update("UPDATE ledger.worker SET roles = '' WHERE id = ?", worker);
    }

    @Override
    public void remove(UUID worker) {
        sql.update("DELETE FROM ledger.worker WHERE id = ?", worker);
    }

    @Override
    public Session open(Member member) {
        try {
            Connection connection = sessions.getConnection();
            try {
                prepare(connection, member);
                return new Beats(connection, member.worker());
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /**
     * A lost beat is followed by another, so none is worth a wait for the disk. If the lock is not to be had, a session of this
     * process from before still holds it, and shows the same.
     */
    private static void prepare(Connection connection, Member member) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement settings = connection.createStatement()) {
            settings.execute("SET synchronous_commit = off");
        }
        try (PreparedStatement lock = connection.prepareStatement(TAKE_LOCK)) {
            lock.setString(1, member.worker().toString());
            lock.execute();
        }
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getObject("id", UUID.class),
                row.getObject("process", UUID.class),
                row.getObject("node", UUID.class),
                NodeRole.ofStored(row.getString("roles")));
    }

    private static DataAccessResourceFailureException unreachable(SQLException e) {
        return new DataAccessResourceFailureException("the database does not answer", e);
    }

    private static final class Beats implements Session {

        private final Connection connection;
        private final UUID worker;

        Beats(Connection connection, UUID worker) {
            this.connection = connection;
            this.worker = worker;
        }

        @Override
        public Heard beat() {
            try {
                Sign sign = sign();
                return new Heard(sign.registered(), sign.databaseTime(), everybody());
            } catch (SQLException e) {
                throw unreachable(e);
            }
        }

        private record Sign(boolean registered, Instant databaseTime) {}

        private Sign sign() throws SQLException {
            try (PreparedStatement sign = connection.prepareStatement(SIGN)) {
                sign.setObject(1, worker);
                try (ResultSet row = sign.executeQuery()) {
                    row.next();
                    return new Sign(
                            row.getBoolean(1),
                            row.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
        }

        private List<Sighting> everybody() throws SQLException {
            List<Sighting> everybody = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(EVERYBODY);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    everybody.add(new Sighting(member(rows), rows.getLong("beats"), rows.getBoolean("locked")));
                }
            }
            return everybody;
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("the session was closed already", e);
            }
        }
    }
}
