package dev.runledger.command.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.RemovedUsage;
import dev.runledger.kernel.account.WipeEvent.AccountWiped;
import dev.runledger.kernel.jsonapi.Json;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which wipes have begun and are not done (table {@code ledger.wipe}). A row comes with the transaction that begins an account's
 * next life and goes with the one that stores the receipt, so whoever finds one has to see to it.
 */
public final class Wipes {

    /**
     * One of them.
     *
     * @param account in the life that ended
     * @param position of the last event of the wipe's transaction: the life wrote nothing behind it
     * @param block the last {@code usage_block} of that life
     * @param removed by month, the starts whose history is removed by now
     */
    record Wipe(AccountId account, Instant begunAt, long position, long block, List<RemovedUsage> removed) {
        Wipe {
            removed = List.copyOf(removed);
        }
    }

    /** What the account's rows tell once they have taken in the event that begins its next life. */
    private static final String BEGIN = """
            INSERT INTO ledger.wipe (account, epoch, begun_at, position, block, removed)
            SELECT ?, ?, ?, (SELECT last FROM ledger.head),
                   (SELECT coalesce(max(number), 0) FROM ledger.usage_block WHERE account = ?), '[]'""";

    private static final String ALL = "SELECT account, epoch, begun_at, position, block, removed FROM ledger.wipe ";

    private static final TypeReference<List<RemovedUsage>> MONTHS = new TypeReference<>() {};

    private final JdbcTemplate sql;
    private final ApiKeyRows keys;

    public Wipes(JdbcTemplate sql, ApiKeyRows keys) {
        this.sql = sql;
        this.keys = keys;
    }

    /** The life before an account's first did not exist. */
    private static Optional<AccountId> ended(AccountOpened opened) {
        return Optional.of(opened.account().before()).filter(before -> before.epoch() > 0);
    }

    /**
     * Takes in the events of a batch, in its transaction, just before it commits and after {@link ApiKeyRows#record}, which has taken
     * the one key that stays into the next life.
     */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            switch (message.getPayload()) {
                case AccountOpened opened -> ended(opened).ifPresent(account -> begin(account, opened.openedAt()));
                case AccountWiped wiped ->
                    sql.update(
                            "DELETE FROM ledger.wipe WHERE account = ? AND epoch = ?",
                            wiped.account().name(),
                            wiped.account().epoch());
                default -> {}
            }
        }
    }

    private void begin(AccountId ended, Instant at) {
        keys.forget(ended);
        sql.update(BEGIN, ended.name(), ended.epoch(), at.atOffset(ZoneOffset.UTC), ended.name());
    }

    /** The oldest first. */
    List<Wipe> unfinished() {
        return sql.query(ALL + "ORDER BY begun_at, account, epoch", (row, n) -> wipe(row));
    }

    Optional<Wipe> find(AccountId ended) {
        return one(ALL + "WHERE account = ? AND epoch = ?", ended);
    }

    /** Keeps all other nodes from working at it until the transaction ends; empty if it is done. */
    Optional<Wipe> lock(AccountId ended) {
        return one(ALL + "WHERE account = ? AND epoch = ? FOR UPDATE", ended);
    }

    private Optional<Wipe> one(String select, AccountId ended) {
        return sql.query(select, (row, n) -> wipe(row), ended.name(), ended.epoch()).stream()
                .findFirst();
    }

    /** Adds to what the receipt will tell. */
    void add(Wipe wipe, List<RemovedUsage> more) {
        if (!more.isEmpty()) {
            sql.update(
                    "UPDATE ledger.wipe SET removed = ? WHERE account = ? AND epoch = ?",
                    written(sum(wipe.removed(), more)),
                    wipe.account().name(),
                    wipe.account().epoch());
        }
    }

    /** By month, in the order of months. */
    static List<RemovedUsage> sum(List<RemovedUsage> some, List<RemovedUsage> more) {
        Map<String, RemovedUsage> months = new TreeMap<>();
        for (List<RemovedUsage> these : List.of(some, more)) {
            these.forEach(month -> months.merge(
                    month.period(),
                    month,
                    (a, b) -> new RemovedUsage(a.period(), a.counted() + b.counted(), a.refused() + b.refused())));
        }
        return List.copyOf(months.values());
    }

    private static Wipe wipe(ResultSet row) throws SQLException {
        return new Wipe(
                new AccountId(row.getString("account"), row.getInt("epoch")),
                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                row.getLong("position"),
                row.getLong("block"),
                months(row.getString("removed")));
    }

    private static String written(List<RemovedUsage> months) {
        try {
            return Json.STORED.writeValueAsString(months);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<RemovedUsage> months(String json) {
        try {
            return Json.STORED.readValue(json, MONTHS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
