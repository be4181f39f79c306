package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.AccountEvent.ApiKeyDeleted;
import dev.runledger.kernel.account.AccountEvent.ApiKeyReplaced;
import dev.runledger.kernel.account.AccountEvent.ApiKeyRevoked;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The rows of {@code ledger.api_key}: hashes are reserved by whoever makes a key, all else follows the account's events. A hash
 * stays for ever, so that a key that was revoked or deleted cannot be made valid again.
 */
public final class ApiKeyRows {

    /**
     * A key and when somebody came with it.
     *
     * @param lastUsedAt null if nobody did
     */
    public record Listed(ApiKeyView key, @Nullable Instant lastUsedAt) {}

    /** One hash is reserved once; asked again, it keeps its id. */
    private static final String RESERVE = """
            INSERT INTO ledger.api_key (id, sha256, account, epoch, name, prefix, role, created_at, reserved)
            VALUES (?, ?, ?, ?, '', ?, '', clock_timestamp(), true)
            ON CONFLICT (sha256) DO UPDATE SET prefix = excluded.prefix
            RETURNING id""";

    private static final String CREATE = """
            UPDATE ledger.api_key
               SET reserved = false, name = ?, role = ?, environments = string_to_array(?, ','), expires_at = ?,
                   created_at = ?, sequence = ?, account = ?, epoch = ?
             WHERE id = ?""";

    private static final String REPLACE = """
            UPDATE ledger.api_key
               SET name = ?, environments = string_to_array(?, ','), expires_at = ?, sequence = ? WHERE id = ?""";

    /** Keys that are refused for ever stay so: of these the hash is kept, and nothing that tells whose they were. */
    private static final String BLANK = """
            UPDATE ledger.api_key
               SET id = gen_random_uuid(), account = '', epoch = 0, name = '', prefix = '', role = '', environments = NULL,
                   created_at = 'epoch', expires_at = NULL, last_used_at = NULL, revoked_at = 'epoch', deleted_at = NULL,
                   sequence = NULL
             WHERE account = ? AND epoch <= ? AND (revoked_at IS NOT NULL OR deleted_at IS NOT NULL)""";

    private static final String LISTED = """
            SELECT id, prefix, role, name, environments, expires_at, created_at, revoked_at, last_used_at
              FROM ledger.api_key
             WHERE account = ? AND epoch = ? AND NOT reserved AND deleted_at IS NULL""";

    private final JdbcTemplate sql;

    public ApiKeyRows(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** All of the account's, revoked ones too, with all writes that were answered before. */
    public List<Listed> of(AccountId account) {
        return sql.query(LISTED, (row, n) -> listed(row), account.name(), account.epoch());
    }

    Optional<Listed> find(AccountId account, UUID key) {
        return sql.query(LISTED + " AND id = ?", (row, n) -> listed(row), account.name(), account.epoch(), key).stream()
                .findFirst();
    }

    /** The account's key with this secret, if the account has it. */
    Optional<ApiKeyView> find(AccountId account, ApiKey secret) {
        return sql
                .query(
                        LISTED + " AND sha256 = ?",
                        (row, n) -> listed(row).key(),
                        account.name(),
                        account.epoch(),
                        secret.sha256())
                .stream()
                .findFirst();
    }

    /** Forgets all keys of a life that has ended, and those of lives before it. */
    void forget(AccountId ended) {
        sql.update(BLANK, ended.name(), ended.epoch());
        sql.update("DELETE FROM ledger.api_key WHERE account = ? AND epoch <= ?", ended.name(), ended.epoch());
    }

    /** Forgets what was reserved for a life that had ended. */
    public void sweep() {
        sql.update("""
                DELETE FROM ledger.api_key k
                 USING ledger.account a WHERE a.name = k.account AND a.epoch > k.epoch AND a.epoch > 1""");
    }

    /** Those from before keys had events. */
    List<ApiKeyView> untold(AccountId account) {
        return sql.query(
                LISTED + " AND sequence IS NULL", (row, n) -> listed(row).key(), account.name(), account.epoch());
    }

    boolean anyFor(AccountId account) {
        return Boolean.TRUE.equals(sql.queryForObject(
                "SELECT EXISTS (SELECT FROM ledger.api_key WHERE account = ? AND epoch = ? AND NOT reserved)",
                Boolean.class,
                account.name(),
                account.epoch()));
    }

    /** Whether the key was ever valid: one that was revoked stays so. */
    boolean isKnown(ApiKey key) {
        return Boolean.TRUE.equals(sql.queryForObject(
                "SELECT EXISTS (SELECT FROM ledger.api_key WHERE sha256 = ? AND NOT reserved)", Boolean.class, (Object)
                        key.sha256()));
    }

    /** @return under which id the key may be created */
    UUID reserve(AccountId account, ApiKey key) {
        List<UUID> id = sql.query(
                RESERVE,
                (row, n) -> row.getObject(1, UUID.class),
                UUID.randomUUID(),
                key.sha256(),
                account.name(),
                account.epoch(),
                key.prefix());
        return id.getFirst();
    }

    /** Takes in the account events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof AccountEvent event
                    && message instanceof DomainEventMessage<?> domainMessage) {
                take(event, domainMessage.getSequenceNumber());
            }
        }
    }

    private void take(AccountEvent event, long sequence) {
        switch (event) {
            case ApiKeyCreated e ->
                sql.update(
                        CREATE,
                        e.terms().name(),
                        e.role().name(),
                        listed(e.terms()),
                        utc(e.terms().expiresAt()),
                        utc(e.createdAt()),
                        sequence,
                        e.account().name(),
                        e.account().epoch(),
                        e.key());
            case ApiKeyReplaced e ->
                sql.update(
                        REPLACE,
                        e.terms().name(),
                        listed(e.terms()),
                        utc(e.terms().expiresAt()),
                        sequence,
                        e.key());
            case ApiKeyRevoked e -> end("revoked_at", e.key(), e.revokedAt(), sequence);
            case ApiKeyDeleted e -> end("deleted_at", e.key(), e.deletedAt(), sequence);
            default -> {}
        }
    }

    private void end(String column, UUID key, Instant at, long sequence) {
        sql.update("UPDATE ledger.api_key SET " + column + " = ?, sequence = ? WHERE id = ?", utc(at), sequence, key);
    }

    private static @Nullable String listed(Terms terms) {
        List<String> environments = terms.environments();
        return environments == null ? null : String.join(",", environments);
    }

    private static Listed listed(ResultSet row) throws SQLException {
        ApiKeyView key = new ApiKeyView(
                row.getObject("id", UUID.class),
                row.getString("prefix"),
                Role.valueOf(row.getString("role")),
                new Terms(row.getString("name"), environments(row), instant(row, "expires_at")),
                row.getObject("created_at", OffsetDateTime.class).toInstant().truncatedTo(ChronoUnit.MILLIS),
                instant(row, "revoked_at"));
        return new Listed(key, instant(row, "last_used_at"));
    }

    static @Nullable List<String> environments(ResultSet row) throws SQLException {
        Array environments = row.getArray("environments");
        return environments == null ? null : List.of((String[]) environments.getArray());
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
