package dev.runledger.ops.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.query.run.RunViews;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The tables of the list of runs, filled behind the service's back. */
final class HistoryTables {

    /** Tables, indexes, what sorting takes meanwhile, the log: less than half of this in the end. */
    private static final long BYTES_PER_RUN = 4_000;

    private static final double GIGABYTE = 1e9;
    private static final int AT_ONCE = 2;
    private static final List<String> INDEXED = List.of("views.run", "views.run_snapshot");

    private static final List<String> TABLES = List.of(
            "views.run",
            "views.run_snapshot",
            "views.open_run",
            "views.last_run",
            "views.run_tally",
            "views.job",
            "views.next_run");

    private final String url;
    private final String user;
    private final String password;
    private final Notes notes;

    HistoryTables(Rig rig, Notes notes) {
        HikariDataSource database = rig.node().part(HikariDataSource.class);
        this.url = database.getJdbcUrl();
        this.user = database.getUsername();
        this.password = database.getPassword();
        this.notes = notes;
    }

    /** @throws IllegalStateException if there is too little room for so many runs */
    static void expectRoom(Path data, int runs) throws IOException {
        long needed = BYTES_PER_RUN * runs;
        long free = Files.getFileStore(data).getUsableSpace();
        if (free < needed) {
            throw new IllegalStateException(
                    "a history of %,d runs needs %.1f GB of free disk at %s, and there are %.1f GB; set java.io.tmpdir"
                                    .formatted(runs, needed / GIGABYTE, data, free / GIGABYTE)
                            + " to a directory with more room, or ask for a shorter history with --history");
        }
    }

    /** A session without the service's limits on how long a statement may take. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        execute(connection, "SET maintenance_work_mem = '512MB'");
        execute(connection, "SET work_mem = '512MB'");
        return connection;
    }

    /** The indexes are made when all rows are there, which takes a fraction of the time. */
    void fill(HistoryRuns history, Instant until) throws Exception {
        try (Connection first = connect();
                Connection second = connect()) {
            List<Indexes.Index> indexes = new ArrayList<>();
            for (String table : INDEXED) {
                indexes.addAll(Indexes.of(first, table));
            }
            for (Indexes.Index index : indexes) {
                index.drop(first);
            }
            HistoryCopy.finished(history, first, second, notes);
            HistoryCopy.open(HistoryOpen.of(history, until).runs(), first);
            create(indexes);
            derive(first);
            tidy(first);
        }
    }

    private void create(List<Indexes.Index> indexes) throws Exception {
        Deque<Indexes.Index> left = new ConcurrentLinkedDeque<>(indexes);
        try (ExecutorService builders = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                ends.add(builders.submit(() -> {
                    createAll(left);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private void createAll(Deque<Indexes.Index> left) throws SQLException {
        try (Connection connection = connect()) {
            for (Indexes.Index index = left.poll(); index != null; index = left.poll()) {
                long begun = System.nanoTime();
                index.create(connection);
                notes.tell("made the index %s in %.1f s".formatted(index.name(), (System.nanoTime() - begun) / 1e9));
            }
        }
    }

    /** What follows from the runs is made by the statements that made it of the runs there were when its tables came. */
    private void derive(Connection connection) throws SQLException, IOException {
        notes.tell("deriving what is kept of runs");
        for (String statement : statements("V5__open_and_finished_runs.sql", "insert into views.last_run ")) {
            execute(connection, statement);
        }
        for (String statement : statements("V6__run_tally.sql", "insert into views.run_tally ")) {
            execute(connection, statement);
        }
    }

    private void tidy(Connection connection) throws SQLException {
        notes.tell("tidying up");
        execute(connection, "VACUUM (ANALYZE) " + String.join(", ", TABLES));
        execute(connection, "CHECKPOINT");
    }

    /** The statements of a migration that begin like this, without their semicolons. */
    private static List<String> statements(String migration, String beginning) throws IOException {
        try (InputStream file = RunViews.class.getResourceAsStream("/db/views/" + migration)) {
            if (file == null) {
                throw new IOException("there is no migration " + migration);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<String> found = new ArrayList<>();
            for (int from = text.indexOf(beginning); from >= 0; from = text.indexOf(beginning, from + 1)) {
                found.add(text.substring(from, text.indexOf(';', from)));
            }
            return found;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
