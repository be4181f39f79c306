package dev.runledger.command.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.PlanChanged;
import dev.runledger.kernel.account.AccountEvent.SettingsReplaced;
import dev.runledger.kernel.account.AccountSettings;
import dev.runledger.kernel.account.AccountStanding;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.jsonapi.Json;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Every account (table {@code ledger.account}). Its row is what decisions about its jobs and its environments lock, so that they
 * come one after the other.
 */
public final class AccountCatalog {

    /**
     * One account as the catalog holds it.
     *
     * @param sequence -1 if its stream has not begun
     */
    public record Row(AccountId account, OffsetDateTime createdAt, long sequence) implements CatalogRow {
        @Override
        public String stream() {
            return account.stream();
        }

        public boolean opened() {
            return sequence >= 0;
        }
    }

    private static final String COLUMNS =
            "SELECT name, epoch, created_at, coalesce(sequence, -1) AS sequence FROM ledger.account ";

    private static final String STANDING = "SELECT name, epoch, title, plan, created_at FROM ledger.account ";

    /** One from before accounts had streams keeps since when it exists; so does one whose next life begins, without its settings. */
    private static final String OPEN = """
            INSERT INTO ledger.account (name, epoch, title, plan, created_at, sequence)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE
               SET title = excluded.title, plan = excluded.plan, sequence = excluded.sequence, epoch = excluded.epoch,
                   settings = CASE WHEN account.epoch = excluded.epoch THEN account.settings END,
                   overage_policy = CASE WHEN account.epoch = excluded.epoch THEN account.overage_policy ELSE 'ALLOW' END,
                   overage_budget_cents = CASE WHEN account.epoch = excluded.epoch THEN account.overage_budget_cents END
             WHERE account.epoch <= excluded.epoch""";

    private static final String SET = """
            UPDATE ledger.account
               SET settings = ?, overage_policy = ?, overage_budget_cents = ?, sequence = ?
             WHERE name = ? AND epoch = ?""";

    private final JdbcTemplate sql;
    private final AccountPlans plans;

    public AccountCatalog(JdbcTemplate sql, Plans plans) {
        this.sql = sql;
        this.plans = new AccountPlans(sql, plans);
    }

    /** What each account may and wants. */
    public AccountPlans plans() {
        return plans;
    }

    public Optional<Row> find(AccountId account) {
        return sql
                .query(COLUMNS + "WHERE name = ? AND epoch = ?", (row, n) -> row(row), account.name(), account.epoch())
                .stream()
                .findFirst();
    }

    /**
     * What an account keeps when its next life begins.
     *
     * @param title for people
     * @param plan the key of the plan that it is on
     * @param sequence of the last event in its stream, as of which this is true
     */
    public record Naming(String title, String plan, Instant createdAt, long sequence) {}

    /** Empty if there is no such account, or not in that life. */
    public Optional<Naming> naming(AccountId account) {
        return sql
                .query(
                        "SELECT title, plan, created_at, coalesce(sequence, -1) FROM ledger.account"
                                + " WHERE name = ? AND epoch = ?",
                        (row, n) -> new Naming(
                                row.getString(1),
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getLong(4)),
                        account.name(),
                        account.epoch())
                .stream()
                .findFirst();
    }

    /** What it is, with all writes that were answered before; empty if there is none in this life of it. */
    public Optional<AccountStanding> standing(AccountId account) {
        return sql
                .query(
                        STANDING + "WHERE name = ? AND epoch = ?",
                        (row, n) -> standing(row),
                        account.name(),
                        account.epoch())
                .stream()
                .findFirst();
    }

    /** Every account in its present life, the oldest first. */
    public List<AccountStanding> all() {
        return sql.query(STANDING + "ORDER BY created_at, name", (row, n) -> standing(row));
    }

    /** The present life of the account of this name; empty if there is none. */
    public Optional<AccountId> current(String name) {
        return sql
                .query(
                        "SELECT epoch FROM ledger.account WHERE name = ?",
                        (row, n) -> new AccountId(name, row.getInt(1)),
                        name)
                .stream()
                .findFirst();
    }

    /** What its users have set, with all writes that were answered before; nothing if they never did. */
    public ObjectNode settings(AccountId account) {
        return sql
                .query(
                        "SELECT settings FROM ledger.account WHERE name = ? AND epoch = ? AND settings IS NOT NULL",
                        (row, n) -> object(row.getString(1)),
                        account.name(),
                        account.epoch())
                .stream()
                .findFirst()
                .orElse(AccountSettings.NONE);
    }

    private static ObjectNode object(String stored) {
        try {
            return (ObjectNode) Json.STORED.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Locks the rows until the transaction ends, in key order so that two batches cannot wait for each other.
     *
     * @param forUpdate for a change of the account itself; otherwise shared with others that only rely on it
     */
    List<Row> lock(Collection<AccountId> accounts, boolean forUpdate) {
        String select =
                COLUMNS + "WHERE (name, epoch) IN (SELECT * FROM unnest(?::text[], ?::int[])) ORDER BY name FOR "
                        + (forUpdate ? "UPDATE" : "SHARE");
        return sql.query(connection -> bound(connection, select, accounts), (row, n) -> row(row));
    }

    /**
     * Locks the row for a change of the account itself, until the transaction ends.
     *
     * @throws Refused if a wipe has ended the account's life
     */
    Optional<Row> lockToChange(AccountId account) {
        Optional<Row> row = lock(Set.of(account), true).stream().findFirst();
        if (row.isEmpty()
                && current(account.name())
                        .filter(now -> now.epoch() > account.epoch())
                        .isPresent()) {
            throw new Refused(new Refusal.AccountWiped(account));
        }
        return row;
    }

    /**
     * Locks the row of a life that is to end, as {@link #lockToChange} does. Nothing is locked if it has ended already.
     *
     * @throws Refused if the account has changed since the wish was made
     */
    void lockToEnd(BeginAnew wish) {
        lock(Set.of(wish.ended()), true).stream()
                .filter(row -> row.sequence() != wish.after())
                .findFirst()
                .ifPresent(changed -> {
                    throw new Refused(new Refusal.Unavailable(changed.account() + " was changed meanwhile"));
                });
    }

    /** Accounts as the first two parameters of a statement over {@code unnest(?::text[], ?::int[])}. */
    static PreparedStatement bound(Connection connection, String select, Collection<AccountId> accounts)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(select);
        Object[] names = accounts.stream().map(AccountId::name).toArray();
        Object[] epochs = accounts.stream().map(AccountId::epoch).toArray();
        statement.setArray(1, connection.createArrayOf("text", names));
        statement.setArray(2, connection.createArrayOf("int4", epochs));
        return statement;
    }

    /** Takes in the account events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof AccountEvent event
                    && message instanceof DomainEventMessage<?> domainMessage) {
                write(event, domainMessage.getSequenceNumber());
            }
        }
    }

    private void write(AccountEvent event, long sequence) {
        AccountId account = event.account();
        if (event instanceof AccountOpened opened) {
            sql.update(
                    OPEN,
                    account.name(),
                    account.epoch(),
                    opened.name(),
                    opened.plan(),
                    opened.createdAt().atOffset(ZoneOffset.UTC),
                    sequence);
        } else if (event instanceof SettingsReplaced replaced) {
            sql.update(
                    SET,
                    replaced.settings().toString(),
                    AccountSettings.overagePolicy(replaced.settings()),
                    AccountSettings.overageBudgetCents(replaced.settings()),
                    sequence,
                    account.name(),
                    account.epoch());
        } else if (event instanceof PlanChanged changed) {
            sql.update(
                    "UPDATE ledger.account SET plan = ?, sequence = ? WHERE name = ? AND epoch = ?",
                    changed.plan(),
                    sequence,
                    account.name(),
                    account.epoch());
        } else {
            sql.update(
                    "UPDATE ledger.account SET sequence = ? WHERE name = ? AND epoch = ?",
                    sequence,
                    account.name(),
                    account.epoch());
        }
    }

    private static AccountStanding standing(ResultSet row) throws SQLException {
        return new AccountStanding(
                new AccountId(row.getString("name"), row.getInt("epoch")),
                row.getString("title"),
                row.getString("plan"),
                row.getObject("created_at", OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new AccountId(row.getString("name"), row.getInt("epoch")),
                row.getObject("created_at", OffsetDateTime.class),
                row.getLong("sequence"));
    }
}
