package dev.runledger.command;

import dev.runledger.ops.embedded.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A fresh PostgreSQL database with the tables of this side. */
public final class LedgerDatabase {

    /** The migrations of the event store's tables, which nothing here needs. */
    private static final Set<Integer> EVENT_STORE = Set.of(1, 9, 16);

    private final DataSource source = TestPostgres.freshDatabase().dataSource();

    public LedgerDatabase() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA ledger");
            statement.execute("SET search_path TO ledger");
            migrations().forEach(script -> ScriptUtils.executeSqlScript(connection, script));
        }
    }

    private static List<Resource> migrations() {
        try {
            return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath:db/ledger/V*.sql"))
                    .filter(script -> !EVENT_STORE.contains(version(script)))
                    .sorted(Comparator.comparingInt(LedgerDatabase::version))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number in {@code V12__name.sql}. */
    private static int version(Resource script) {
        String name = Objects.requireNonNull(script.getFilename());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    public JdbcTemplate sql() {
        return new JdbcTemplate(source);
    }

    public DataSource source() {
        return source;
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }
}
