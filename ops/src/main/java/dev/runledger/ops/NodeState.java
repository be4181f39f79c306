package dev.runledger.ops;

import dev.runledger.ops.web.Readiness;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Whether this node can serve: it has started, is not on its way down, and reaches its storage. */
final class NodeState implements Readiness {

    private enum Phase {
        STARTING,
        SERVING,
        DRAINING
    }

    private final JdbcTemplate sql;
    private volatile Phase phase = Phase.STARTING;

    NodeState(JdbcTemplate sql) {
        this.sql = sql;
    }

    void serving() {
        phase = Phase.SERVING;
    }

    void draining() {
        phase = Phase.DRAINING;
    }

    @Override
    public Optional<String> obstacle() {
        return switch (phase) {
            case STARTING -> Optional.of("starting");
            case DRAINING -> Optional.of("draining");
            case SERVING -> storage();
        };
    }

    private Optional<String> storage() {
        try {
            sql.queryForObject("SELECT last FROM ledger.head", Long.class);
            return Optional.empty();
        } catch (DataAccessException e) {
            return Optional.of("storage cannot be reached");
        }
    }
}
