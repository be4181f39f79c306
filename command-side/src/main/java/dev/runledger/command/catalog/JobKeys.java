package dev.runledger.command.catalog;

import dev.runledger.kernel.JobKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** The keys of jobs as the first three parameters of a statement over {@code unnest(?::text[], ?::int[], ?::text[], …)}. */
final class JobKeys {

    private JobKeys() {}

    static PreparedStatement bound(Connection connection, String sql, List<JobKey> keys) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setArray(1, connection.createArrayOf("text", each(keys, k -> k.account().name())));
        statement.setArray(2, connection.createArrayOf("int4", each(keys, k -> k.account().epoch())));
        statement.setArray(3, connection.createArrayOf("text", each(keys, JobKey::slug)));
        return statement;
    }

    private static Object[] each(List<JobKey> keys, Function<JobKey, Object> part) {
        return keys.stream().map(part).toArray();
    }
}
