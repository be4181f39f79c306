package dev.runledger.ops;

import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database sessions of a process, which bear its name, so that those of a dead one can be found and ended. */
final class DatabaseSessions {

    private final JdbcTemplate sql;

    DatabaseSessions(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** What a session shows as its application. */
    static String name(UUID process) {
        return "runledger " + process;
    }

    /**
     * Ends all sessions of a process, and with them whatever transactions it left open: a process that stopped in the middle of an
     * append would keep everybody else from appending.
     */
    void end(UUID process) {
        sql.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ? AND usename = current_user",
                row -> {},
                name(process));
    }
}
