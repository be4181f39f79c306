package dev.runledger.ops.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into a table in PostgreSQL's text format of COPY. For one thread. */
final class TableCopy {

    private static final int FULL = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder rows = new StringBuilder(FULL + 8 * 1024);
    private boolean inRow;

    /** @param table with its columns in parentheses */
    TableCopy(Connection connection, String table) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN");
    }

    /** The next column's value as PostgreSQL reads it, or null. */
    TableCopy add(@Nullable Object value) {
        if (inRow) {
            rows.append('\t');
        }
        inRow = true;
        if (value == null) {
            rows.append("\\N");
        } else {
            append(value.toString());
        }
        return this;
    }

    void endRow() throws SQLException {
        rows.append('\n');
        inRow = false;
        if (rows.length() >= FULL) {
            send();
        }
    }

    void end() throws SQLException {
        send();
        copy.endCopy();
    }

    private void append(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                case '\r' -> rows.append("\\r");
                default -> rows.append(c);
            }
        }
    }

    private void send() throws SQLException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        rows.setLength(0);
    }
}
