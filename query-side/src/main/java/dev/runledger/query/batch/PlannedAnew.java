package dev.runledger.query.batch;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/**
 * Statements that PostgreSQL plans for their values and for its tables as they are now. It would else keep the plan of the first few
 * executions, which fits where there is one good way and is far off where it depends on how much a value or a table holds.
 */
public final class PlannedAnew {

    private static final int NEVER_KEPT = 0;

    private PlannedAnew() {}

    /** Before it is executed. */
    public static void each(PreparedStatement statement) throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(NEVER_KEPT);
    }
}
