package dev.runledger.command.catalog;

import dev.runledger.command.catalog.SlugRows.Slug;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.secret.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/** The current version of every retry policy (table {@code ledger.retry_policy}), for jobs that name one and for retries. */
public final class RetryPolicyCatalog implements RetryPolicyLookup {

    /** One policy as the catalog holds it; deleted ones keep their row and have no view. */
    record Row(RetryPolicyKey key, long sequence, Optional<RetryPolicyView> live) implements CatalogRow {
        @Override
        public String stream() {
            return key.stream();
        }
    }

    private static final String COLUMNS = "account, epoch, slug, sequence, view";

    private static final String WRITE = """
            INSERT INTO ledger.retry_policy (account, epoch, slug, incarnation, version, sequence, view)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, epoch, slug) DO UPDATE
               SET incarnation = excluded.incarnation, version = excluded.version,
                   sequence = excluded.sequence, view = excluded.view""";

    private final JdbcTemplate sql;
    private final SlugRows rows;

    public RetryPolicyCatalog(JdbcTemplate sql) {
        this.sql = sql;
        this.rows = new SlugRows(sql, "ledger.retry_policy", Vault.NONE);
    }

    @Override
    public Optional<RetryPolicyView> find(RetryPolicyKey policy) {
        return rows.find(slug(policy), RetryPolicyView.class);
    }

    /**
     * Locks the rows until the transaction ends, in key order.
     *
     * @param forUpdate for an edit; otherwise shared with other jobs that name the policy
     */
    List<Row> lock(Collection<RetryPolicyKey> keys, boolean forUpdate) {
        List<Slug> slugs = keys.stream().map(RetryPolicyCatalog::slug).toList();
        return rows.lock(slugs, COLUMNS, forUpdate, (row, n) -> row(row));
    }

    /** Takes in the policy events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof RetryPolicyEvent event
                    && message instanceof DomainEventMessage<?> domainMessage) {
                write(RetryPolicyView.after(event), domainMessage.getSequenceNumber());
            }
        }
    }

    private void write(RetryPolicyView policy, long sequence) {
        AccountId account = policy.key().account();
        sql.update(
                WRITE,
                account.name(),
                account.epoch(),
                policy.key().slug(),
                policy.incarnation(),
                policy.version(),
                sequence,
                policy.live() ? rows.written(account, policy) : null);
    }

    private Row row(ResultSet row) throws SQLException {
        RetryPolicyKey key = new RetryPolicyKey(new AccountId(row.getString(1), row.getInt(2)), row.getString(3));
        Optional<RetryPolicyView> live =
                Optional.ofNullable(row.getBytes(5)).map(view -> rows.read(key.account(), view, RetryPolicyView.class));
        return new Row(key, row.getLong(4), live);
    }

    private static Slug slug(RetryPolicyKey policy) {
        return new Slug(policy.account(), policy.slug());
    }
}
