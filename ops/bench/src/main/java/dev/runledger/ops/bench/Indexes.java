package dev.runledger.ops.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The indexes of one table as they are defined, primary key included, so that they can be dropped and made again. */
final class Indexes {

    /**
     * One index.
     *
     * @param definition the statement that makes it again
     */
    record Index(String table, String name, boolean key, String definition) {

        void drop(Connection connection) throws SQLException {
            execute(connection, key ? "ALTER TABLE " + table + " DROP CONSTRAINT " + name : "DROP INDEX views." + name);
        }

        void create(Connection connection) throws SQLException {
            execute(connection, definition);
        }
    }

    private Indexes() {}

    /** @param table with its schema; the key comes first */
    static List<Index> of(Connection connection, String table) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        String sql = """
                SELECT index.relname, constrained.conname IS NOT NULL,
                       coalesce('ALTER TABLE %1$s ADD CONSTRAINT ' || constrained.conname || ' '
                                  || pg_get_constraintdef(constrained.oid), pg_get_indexdef(index.oid))
                  FROM pg_index
                  JOIN pg_class index ON index.oid = indexrelid
                  LEFT JOIN pg_constraint constrained ON constrained.conindid = indexrelid AND constrained.contype = 'p'
                 WHERE indrelid = '%1$s'::regclass
                 ORDER BY 2 DESC, 1""".formatted(table);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                indexes.add(new Index(table, rows.getString(1), rows.getBoolean(2), rows.getString(3)));
            }
        }
        return indexes;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
