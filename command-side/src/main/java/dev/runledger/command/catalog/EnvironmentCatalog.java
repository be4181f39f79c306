package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/** The environments of each account (table {@code ledger.environment}). Nothing of it is remembered in memory. */
public final class EnvironmentCatalog implements EnvironmentLookup {

    private static final String WRITE = """
            INSERT INTO ledger.environment (account, epoch, key, incarnation, name, color, classification, managed,
                                            protected, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, epoch, key) DO UPDATE
               SET incarnation = excluded.incarnation, name = excluded.name, color = excluded.color,
                   classification = excluded.classification, managed = excluded.managed,
                   protected = excluded.protected, created_at = excluded.created_at, updated_at = excluded.updated_at""";

    private static final String MANAGED = """
            SELECT account, epoch, key, managed
              FROM ledger.environment WHERE (account, epoch) IN (SELECT * FROM unnest(?::text[], ?::int[]))""";

    private static final String VIEW = """
            SELECT key, incarnation, name, color, classification, managed, protected, created_at, updated_at
              FROM ledger.environment WHERE account = ? AND epoch = ?""";

    private final JdbcTemplate sql;

    public EnvironmentCatalog(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** Read in the caller's transaction if there is one. */
    @Override
    public Map<AccountId, Map<String, Environment>> of(Collection<AccountId> accounts) {
        Map<AccountId, Map<String, Environment>> found = new HashMap<>();
        sql.query(connection -> AccountCatalog.bound(connection, MANAGED, accounts), row -> {
            AccountId account = new AccountId(row.getString(1), row.getInt(2));
            found.computeIfAbsent(account, any -> new HashMap<>())
                    .put(row.getString(3), new Environment(row.getString(3), row.getBoolean(4)));
        });
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

    /** Takes in the account events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof AccountEvent event) {
                take(event);
            }
        }
    }

    private void take(AccountEvent event) {
        switch (event) {
            case AccountOpened e -> e.environments().forEach(environment -> write(e.account(), environment));
            case EnvironmentCreated e -> write(e.account(), e.after());
            case EnvironmentReplaced e -> write(e.account(), e.after());
            case EnvironmentDeleted e -> delete(e.account(), e.environment());
            default -> {}
        }
    }

    private void write(AccountId account, EnvironmentView environment) {
        Definition definition = environment.definition();
        sql.update(
                WRITE,
                account.name(),
                account.epoch(),
                environment.key(),
                environment.incarnation(),
                definition.name(),
                definition.color(),
                definition.classification().name(),
                definition.managed(),
                environment.guarded(),
                environment.createdAt().atOffset(ZoneOffset.UTC),
                environment.updatedAt().atOffset(ZoneOffset.UTC));
    }

    private void delete(AccountId account, String key) {
        sql.update(
                "DELETE FROM ledger.environment WHERE account = ? AND epoch = ? AND key = ?",
                account.name(),
                account.epoch(),
                key);
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
