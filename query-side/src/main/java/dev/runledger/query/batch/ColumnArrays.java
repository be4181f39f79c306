package dev.runledger.query.batch;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Turns rows into one array per column, for a statement over {@code unnest(?::text[], …)} with a question mark per column
 * in the order in which they were added.
 */
public final class ColumnArrays<R> {

    private record Column<R>(String type, Function<R, @Nullable Object> value) {}

    /** Rows up to which planning costs more than a plan that does not fit. */
    private static final int FEW = 16;

    private final List<Column<R>> columns;

    public ColumnArrays() {
        this(List.of());
    }

    private ColumnArrays(List<Column<R>> columns) {
        this.columns = columns;
    }

    /**
     * These columns and another one.
     *
     * @param type PostgreSQL's name for it
     * @param value what the column holds of a row; its text has to be what the type reads
     */
    public ColumnArrays<R> add(String type, Function<R, @Nullable Object> value) {
        List<Column<R>> more = new ArrayList<>(columns);
        more.add(new Column<>(type, value));
        return new ColumnArrays<>(List.copyOf(more));
    }

    /** Cut, where PostgreSQL would round. */
    public static @Nullable Instant millis(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Executes the statement with these rows, unless there are none. */
    public void execute(JdbcTemplate jdbc, String sql, Collection<R> rows) {
        if (!rows.isEmpty()) {
            jdbc.update(connection -> prepared(connection, sql, rows));
        }
    }

    /** What the statement returns for these rows; nothing if there are none. */
    public <T> List<T> query(JdbcTemplate jdbc, String sql, Collection<R> rows, RowMapper<T> mapper) {
        return rows.isEmpty() ? List.of() : jdbc.query(connection -> prepared(connection, sql, rows), mapper);
    }

    /**
     * Planned anew for many rows: a kept plan may be from a time when the table that is joined was so small that reading it through
     * for each row was best.
     */
    private PreparedStatement prepared(Connection connection, String sql, Collection<R> rows) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        if (rows.size() > FEW) {
            PlannedAnew.each(statement);
        }
        bind(statement, rows);
        return statement;
    }

    private void bind(PreparedStatement statement, Collection<R> rows) throws SQLException {
        Connection connection = statement.getConnection();
        int position = 1;
        for (Column<R> column : columns) {
            Array array = connection.createArrayOf(column.type(), texts(column, rows));
            statement.setArray(position++, array);
        }
    }

    /** Text for every type: the driver knows how to send it, and PostgreSQL how to read it. */
    private static <R> @Nullable String[] texts(Column<R> column, Collection<R> rows) {
        @Nullable String[] texts = new @Nullable String[rows.size()];
        int row = 0;
        for (R each : rows) {
            Object value = column.value().apply(each);
            texts[row++] = value == null ? null : value.toString();
        }
        return texts;
    }
}
