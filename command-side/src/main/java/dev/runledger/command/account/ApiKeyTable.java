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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
            SELECT k.id, k.account, k.epoch, k.role, k.prefix, k.environments
              FROM ledger.api_key k JOIN ledger.account a ON a.name = k.account AND a.epoch = k.epoch
             WHERE k.sha256 = ? AND NOT k.reserved AND k.revoked_at IS NULL AND k.deleted_at IS NULL
               AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())""";

    /** A key that lets its caller in. */
    private record Known(UUID key, Caller caller) {}

    private final JdbcTemplate sql;
    private final LastUses uses;

    /** Those who ask for the same key at the same time share one look-up, and its failure. */
    private final AsyncCache<ByteBuffer, Optional<Known>> recent = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(REMEMBERED)
            .executor(Thread::startVirtualThread)
            .buildAsync();

    public ApiKeyTable(JdbcTemplate sql, LastUses uses) {
        this.sql = sql;
        this.uses = uses;
    }

    /**
     * Who the key stands for; empty for one that is unknown, expired or revoked.
     *
     * @throws Refused if that cannot be known in time
     */
    public Optional<Caller> authenticate(ApiKey key) {
        Optional<Known> known = known(key);
        known.ifPresent(found -> uses.note(found.key()));
        return known.map(Known::caller);
    }

    private Optional<Known> known(ApiKey key) {
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

    private Optional<Known> find(byte[] sha256) {
        return sql.query(FIND, (row, n) -> known(row), (Object) sha256).stream().findFirst();
    }

    private static Known known(ResultSet row) throws SQLException {
        List<String> environments = ApiKeyRows.environments(row);
        return new Known(
                row.getObject("id", UUID.class),
                new Caller(
                        new AccountId(row.getString("account"), row.getInt("epoch")),
                        Role.valueOf(row.getString("role")),
                        environments == null ? EnvironmentScope.ALL : new EnvironmentScope(Set.copyOf(environments)),
                        "key:" + row.getString("prefix")));
    }
}
