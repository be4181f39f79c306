package dev.runledger.command.account;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** SQL over {@code ledger.api_key}. An answer is remembered for less than a second, so a revoked key is out within one. */
public final class ApiKeyTable {

    private static final Duration REMEMBERED = Duration.ofMillis(800);

    /** How long a caller waits to be known; the first of many things a request waits for. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String FIND = """
            SELECT k.account, k.epoch, k.role, k.prefix
              FROM ledger.api_key k JOIN ledger.account a ON a.name = k.account AND a.epoch = k.epoch
             WHERE k.sha256 = ? AND k.revoked_at IS NULL""";

    private final JdbcTemplate sql;

    /** Those who ask for the same key at the same time share one look-up, and its failure. */
    private final AsyncCache<ByteBuffer, Optional<Caller>> recent = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(REMEMBERED)
            .executor(Thread::startVirtualThread)
            .buildAsync();

    public ApiKeyTable(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * Who the key stands for; empty for one that is unknown or revoked.
     *
     * @throws Refused if that cannot be known in time
     */
    public Optional<Caller> authenticate(ApiKey key) {
        byte[] sha256 = key.sha256();
        try {
            return recent.get(ByteBuffer.wrap(sha256), hash -> find(sha256))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw unknown("the key was not found within " + PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("the look-up of the key was interrupted");
        }
    }

    private static Refused unknown(String why) {
        return new Refused(new Refusal.Unavailable(why));
    }

    private Optional<Caller> find(byte[] sha256) {
        return sql
                .query(
                        FIND,
                        (row, n) -> new Caller(
                                new AccountId(row.getString(1), row.getInt(2)),
                                Role.valueOf(row.getString(3)),
                                EnvironmentScope.ALL,
                                "key:" + row.getString(4)),
                        (Object) sha256)
                .stream()
                .findFirst();
    }

    boolean anyFor(AccountId account) {
        return Boolean.TRUE.equals(sql.queryForObject(
                "SELECT EXISTS (SELECT FROM ledger.api_key WHERE account = ? AND epoch = ?)",
                Boolean.class,
                account.name(),
                account.epoch()));
    }

    /** Makes a key valid, unless it was ever known before: a revoked key stays revoked. */
    void addIfUnknown(AccountId account, ApiKey key, String name, Role role) {
        sql.update(
                """
                INSERT INTO ledger.api_key (id, sha256, account, epoch, name, prefix, role, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, clock_timestamp())
                ON CONFLICT (sha256) DO NOTHING""", UUID.randomUUID(), key.sha256(), account.name(), account.epoch(), name, key.prefix(), role.name());
    }
}
