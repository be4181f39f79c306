package dev.runledger.ops.replay;

import dev.runledger.ops.store.FollowerPositions;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who keeps the live view up to date: how far it has come, and how it is held. */
final class Follower {

    private static final String NAME = "runs";

    private final Serializer tokens;

    Follower(Serializer tokens) {
        this.tokens = tokens;
    }

    /** How far it has come. */
    FollowerPositions positions(JdbcTemplate sql) {
        return there(FollowerPositions.read(sql, tokens, NAME));
    }

    /**
     * As {@link #positions}; it commits nothing until the calling thread's transaction ends. {@code null} if it cannot be held
     * within the transaction's limit on locks: the transaction is to be rolled back then.
     */
    @Nullable
    FollowerPositions hold(JdbcTemplate sql) {
        try {
            return there(FollowerPositions.hold(sql, tokens, NAME));
        } catch (DataAccessException e) {
            if (Session.lockWasNotToBeHad(e)) {
                return null;
            }
            throw e;
        }
    }

    private static FollowerPositions there(@Nullable FollowerPositions positions) {
        if (positions == null) {
            throw new ReplayFailure(
                    "Nobody has begun to follow the events of runs in this database, or the work is being shared out"
                            + " anew. Start the service and try again.");
        }
        return positions;
    }
}
