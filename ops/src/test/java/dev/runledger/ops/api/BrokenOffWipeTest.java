package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.command.account.AccountWipes;
import dev.runledger.command.account.ApiKeyRows;
import dev.runledger.command.account.Wipes;
import dev.runledger.command.catalog.CatalogRemains;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.saga.SagaRemains;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.StoredRows;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.store.EventRemoval;
import dev.runledger.query.batch.AccountRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A wipe whose nodes die, at each of its steps, is brought to its end by another. */
class BrokenOffWipeTest {

    private static final AccountId ENDED = AccountId.DEFAULT;

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final HikariDataSource pool = new HikariDataSource();
    private final JdbcTemplate sql = new JdbcTemplate(pool);
    private final StoredRows rows = new StoredRows(sql);
    private final Target target = new Target();
    private WholeNode node = WholeNode.start(database, Map.of());

    BrokenOffWipeTest() {
        pool.setDataSource(database.dataSource());
    }

    @AfterEach
    void stop() {
        target.close();
        node.close();
        pool.close();
    }

    /** Ends the process at its n-th commit: just before it, or just after. */
    private final class Mortal extends JdbcTransactionManager {

        private final boolean keeping;
        private int left;

        Mortal(int left, boolean keeping) {
            super(pool);
            this.left = left;
            this.keeping = keeping;
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            boolean dies = left-- == 0;
            if (!dies || keeping) {
                super.doCommit(status);
            } else {
                doRollback(status);
            }
            if (dies) {
                throw new IllegalStateException("died");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherNodeBringsItToItsEnd(boolean keeping) {
        FilledAccount.of(new Service(node.port(), WholeNode.OWNER, Contract.load()), target);
        long starts = count("SELECT count(*) FROM ledger.event WHERE name = 'RunStarted'");
        assertThat(starts).isEqualTo(3);
        beginAndDie();

        int deaths = 0;
        for (int step = 0; isLeft(); step++) {
            AccountWipes mortal = wipes(new Mortal(step % 2, keeping));
            assertThatThrownBy(mortal::resume).isInstanceOf(IllegalStateException.class);
            assertThat(count("SELECT count(*) FROM ledger.wipe")).isOne();
            deaths++;
        }
        assertThat(deaths).isGreaterThan(3);
        assertThatThrownBy(wipes(new Mortal(-1, true))::resume).hasMessageContaining("the receipt is not stored");
        assertThat(count("SELECT count(*) FROM ledger.data_key WHERE epoch = 1"))
                .isZero();

        node = WholeNode.start(database, Map.of());

        await().atMost(ApiTest.PATIENCE)
                .untilAsserted(() ->
                        assertThat(count("SELECT count(*) FROM ledger.wipe")).isZero());
        assertThat(rows.of(ENDED.name(), 1)).isEmpty();
        assertThat(rows.with("\"AccountWiped\""))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("\"counted\":" + starts));
    }

    /** What a wipe's first transaction does; the node is gone before it takes the wipe for old enough to go on. */
    private void beginAndDie() {
        node.carryOut(wish());
        sql.update("UPDATE ledger.wipe SET begun_at = begun_at + interval '1 hour'");
        node.close();
        sql.update("UPDATE ledger.wipe SET begun_at = begun_at - interval '1 hour'");
    }

    private BeginAnew wish() {
        UUID key = sql.queryForObject("SELECT id FROM ledger.api_key WHERE name = 'bootstrap'", UUID.class);
        ApiKeyView kept = new ApiKeyView(
                key == null ? UUID.randomUUID() : key,
                "sk_api_owner",
                Role.OWNER,
                new ApiKeyView.Terms("bootstrap", null, null),
                Instant.EPOCH,
                null);
        OpenAccount opening = new OpenAccount(ENDED.next(), "default", "enterprise", List.of(), Instant.EPOCH);
        return new BeginAnew(opening, kept, count("SELECT sequence FROM ledger.account WHERE name = 'default'"));
    }

    private AccountWipes wipes(JdbcTransactionManager transactions) {
        AccountWipes.Stores stores = new AccountWipes.Stores(
                new EventRemoval(sql),
                List.of(
                        new CatalogRemains(sql),
                        new SagaRemains(sql),
                        new Claims(sql, Vault.NONE, Clock.systemUTC(), Duration.ofMinutes(1))::forget,
                        new AccountRows(sql)),
                ended -> sql.update(
                        "DELETE FROM ledger.data_key WHERE account = ? AND epoch = ?", ended.name(), ended.epoch()));
        return new AccountWipes(
                new Wipes(sql, new ApiKeyRows(sql)),
                stores,
                new TransactionTemplate(transactions),
                position -> true,
                command -> CompletableFuture.failedFuture(new IllegalStateException("the receipt is not stored")),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)));
    }

    /** Whether there is something to remove besides the key. */
    private boolean isLeft() {
        return rows.of(ENDED.name(), 1).stream()
                .anyMatch(row -> !row.startsWith("ledger.data_key") && !row.startsWith("ledger.wipe"));
    }

    private long count(String select) {
        Long count = sql.queryForObject(select, Long.class);
        return count == null ? -1 : count;
    }
}
