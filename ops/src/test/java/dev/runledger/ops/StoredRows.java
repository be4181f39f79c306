package dev.runledger.ops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every row of every table of both schemas, as text: what a look through the whole database finds. */
public final class StoredRows {

    private static final String TABLES = """
            SELECT table_schema || '.' || table_name
              FROM information_schema.tables
             WHERE table_schema IN ('ledger', 'views') AND table_type = 'BASE TABLE'
             ORDER BY 1""";

    private static final String BYTES = """
            SELECT column_name
              FROM information_schema.columns
             WHERE table_schema || '.' || table_name = ? AND data_type = 'bytea'""";

    private final JdbcTemplate sql;

    public StoredRows(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Table and row, in a certain order; bytes also as the text that they would be. When keys were used is left out. */
    public List<String> all() {
        List<String> rows = new ArrayList<>();
        for (String table : sql.query(TABLES, (row, n) -> row.getString(1))) {
            List<String> bytes = sql.query(BYTES, (row, n) -> row.getString(1), table);
            String columns = bytes.isEmpty() ? "" : ", " + String.join(", ", bytes);
            sql.query(
                    "SELECT (to_jsonb(t) - 'last_used_at')::text" + columns + " FROM " + table + " t ORDER BY 1",
                    row -> {
                        StringBuilder text = new StringBuilder(table + " " + row.getString(1));
                        for (int i = 0; i < bytes.size(); i++) {
                            byte[] value = row.getBytes(i + 2);
                            text.append(value == null ? "" : " " + new String(value, StandardCharsets.UTF_8));
                        }
                        rows.add(text.toString());
                    });
        }
        return rows;
    }

    public List<String> with(String part) {
        return all().stream().filter(row -> row.contains(part)).toList();
    }

    /** All that bears an account's name but events of wipes, in the form of a stream or in columns of its own. */
    public List<String> of(String account, int epoch) {
        return all().stream()
                .filter(row -> !row.contains("\"AccountWiped\""))
                .filter(row -> row.contains(account + "." + epoch + "/")
                        || row.contains("\"" + account + "." + epoch + "\"")
                        || (row.contains("\"account\": \"" + account + "\"")
                                && row.contains("\"epoch\": " + epoch + ","))
                        || (row.contains("\"name\": \"" + account + "\"") && row.contains("\"epoch\": " + epoch + ",")))
                .toList();
    }
}
