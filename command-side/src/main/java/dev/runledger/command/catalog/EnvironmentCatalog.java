package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The environments of each account (table {@code ledger.environment}). Nothing of it is remembered in memory. */
public final class EnvironmentCatalog implements EnvironmentLookup {

    private static final String PROTECTED = "production";

    private static final String ADD = """
            INSERT INTO ledger.environment (account, epoch, key, incarnation, name, color, classification, managed,
                                            protected, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, now(), now())
            ON CONFLICT (account, epoch, key) DO NOTHING""";

    private static final String VIEW = """
            SELECT key, incarnation, name, color, classification, managed, protected, created_at, updated_at
              FROM ledger.environment WHERE account = ? AND epoch = ?""";

    private final JdbcTemplate sql;

    public EnvironmentCatalog(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** By key; read in the caller's transaction if there is one. */
    @Override
    public Map<String, Environment> of(AccountId account) {
        Map<String, Environment> found = new HashMap<>();
        sql.query(
                "SELECT key, managed FROM ledger.environment WHERE account = ? AND epoch = ?",
                row -> {
                    found.put(row.getString(1), new Environment(row.getString(1), row.getBoolean(2)));
                },
                account.name(),
                account.epoch());
        return found;
    }

    /** All of the account's, with what users say of them. */
    public List<EnvironmentView> views(AccountId account) {
        return sql.query(VIEW, (row, n) -> view(row), account.name(), account.epoch());
    }

    public Optional<EnvironmentView> find(AccountId account, String key) {
        return sql.query(VIEW + " AND key = ?", (row, n) -> view(row), account.name(), account.epoch(), key).stream()
                .findFirst();
    }

    /**
     * Takes a new environment in, unless there is one of that key; {@code production} is protected (API.md §8.3).
     *
     * @param incarnation tells afterwards whether the one that is there is this one
     */
    public void addIfAbsent(AccountId account, String key, UUID incarnation, Definition definition) {
        sql.update(
                ADD,
                account.name(),
                account.epoch(),
                key,
                incarnation,
                definition.name(),
                definition.color(),
                definition.classification().name(),
                definition.managed(),
                key.equals(PROTECTED));
    }

    private static EnvironmentView view(ResultSet row) throws SQLException {
        return new EnvironmentView(
                row.getString("key"),
                row.getObject("incarnation", UUID.class),
                new Definition(
                        row.getString("name"),
                        row.getString("color"),
                        EnvironmentClass.valueOf(row.getString("classification")),
                        row.getBoolean("managed")),
                row.getBoolean("protected"),
                millis(row, "created_at"),
                millis(row, "updated_at"));
    }

    private static Instant millis(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
