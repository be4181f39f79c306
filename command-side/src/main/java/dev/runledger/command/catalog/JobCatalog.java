package dev.runledger.command.catalog;

import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.command.catalog.SlugRows.Slug;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.secret.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The current version of every job (table {@code ledger.job}), for decisions that another stream makes about it and for the
 * worker that needs its definition.
 */
public final class JobCatalog implements JobLookup {

    /** One job as the catalog holds it; {@code deleted} ones keep their row. */
    record Row(JobKey key, UUID incarnation, int version, long sequence, boolean deleted, JobRules rules)
            implements CatalogRow {
        @Override
        public String stream() {
            return key.stream();
        }

        Optional<LiveJob> live() {
            return deleted ? Optional.empty() : Optional.of(new LiveJob(incarnation, version, rules));
        }
    }

    private static final String COLUMNS = "account, epoch, slug, incarnation, version, sequence, view IS NULL, rules";

    private static final String WRITE = """
            INSERT INTO ledger.job (account, epoch, slug, incarnation, version, sequence, view, policies, environments,
                                    rules)
            VALUES (?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','), string_to_array(?, ','), ?)
            ON CONFLICT (account, epoch, slug) DO UPDATE
               SET incarnation = excluded.incarnation, version = excluded.version,
                   sequence = excluded.sequence, view = excluded.view, policies = excluded.policies,
                   environments = excluded.environments, rules = excluded.rules""";

    private static final String NAMING = """
            SELECT slug
              FROM ledger.job
             WHERE account = ? AND epoch = ? AND policies @> string_to_array(?, ',') AND view IS NOT NULL
             ORDER BY slug""";

    private static final String IN_ENVIRONMENT = """
             FROM ledger.job j
             WHERE j.account = ? AND j.epoch = ? AND j.environments @> string_to_array(?, ',') AND j.view IS NOT NULL
            """;

    private static final String PERMANENT = """
            SELECT count(*)
              FROM ledger.job
             WHERE account = ? AND epoch = ? AND view IS NOT NULL AND kind <> 'one_off'""";

    private static final String SILENT = "SELECT slug " + IN_ENVIRONMENT + """
               AND j.rules::jsonb @> ?::jsonb
               AND NOT EXISTS (SELECT
                                 FROM ledger.next_fire f
                                WHERE f.account = j.account AND f.epoch = j.epoch AND f.slug = j.slug
                                  AND f.environment = ?)
             ORDER BY slug""";

    private final JdbcTemplate sql;
    private final SlugRows rows;

    /** @param vault seals the definitions in the table */
    public JobCatalog(JdbcTemplate sql, Vault vault) {
        this.sql = sql;
        this.rows = new SlugRows(sql, "ledger.job", vault);
    }

    /** The live job as of its latest committed edit. */
    @Override
    public Optional<JobView> find(JobKey job) {
        return rows.find(slug(job), JobView.class);
    }

    /** The live ones among these, as of their latest committed edits. */
    Map<JobKey, JobView> find(Collection<JobKey> jobs) {
        return rows.find(jobs.stream().map(JobCatalog::slug).toList(), JobView.class).stream()
                .collect(Collectors.toMap(JobView::key, Function.identity()));
    }

    /** The slugs of the live jobs, spent one-offs too, whose base or overlays name the policy; sorted. */
    List<String> naming(RetryPolicyKey policy) {
        AccountId account = policy.account();
        return sql.query(NAMING, (row, n) -> row.getString(1), account.name(), account.epoch(), policy.slug());
    }

    /** The slugs of the live jobs, spent one-offs too, that have an entry for the environment; sorted. */
    public List<String> inEnvironment(AccountId account, String environment) {
        return sql.query(
                "SELECT slug " + IN_ENVIRONMENT + "ORDER BY slug",
                (row, n) -> row.getString(1),
                account.name(),
                account.epoch(),
                environment);
    }

    /** How many they are. */
    public long countInEnvironment(AccountId account, String environment) {
        Long count = sql.queryForObject(
                "SELECT count(*) " + IN_ENVIRONMENT, Long.class, account.name(), account.epoch(), environment);
        return count == null ? 0 : count;
    }

    /** How many recurring and manual jobs live, enabled or not. */
    public long countPermanent(AccountId account) {
        Long count = sql.queryForObject(PERMANENT, Long.class, account.name(), account.epoch());
        return count == null ? 0 : count;
    }

    /** The slugs, sorted, of the recurring jobs that are enabled in the environment and wait for no fire there. */
    public List<String> silentIn(AccountId account, String environment) {
        return sql.query(
                SILENT,
                (row, n) -> row.getString(1),
                account.name(),
                account.epoch(),
                environment,
                JobRules.recurringIn(environment),
                environment);
    }

    /**
     * Locks the rows until the transaction ends, in key order so that two batches cannot wait for each other.
     *
     * @param forUpdate for an edit; otherwise shared with others that only rely on the version
     */
    Map<JobKey, Row> lock(Collection<JobKey> keys, boolean forUpdate) {
        List<Slug> slugs = keys.stream().map(JobCatalog::slug).toList();
        return rows.lock(slugs, COLUMNS, forUpdate, (row, n) -> row(row)).stream()
                .collect(Collectors.toMap(Row::key, Function.identity()));
    }

    /** Takes in the job events of a batch, in its transaction, just before it commits. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof JobEvent event
                    && message instanceof DomainEventMessage<?> domainMessage) {
                write(JobView.after(event), domainMessage.getSequenceNumber());
            }
        }
    }

    private void write(JobView job, long sequence) {
        AccountId account = job.key().account();
        sql.update(
                WRITE,
                account.name(),
                account.epoch(),
                job.key().slug(),
                job.incarnation(),
                job.version(),
                sequence,
                job.live() ? rows.written(account, job) : null,
                job.live() ? String.join(",", job.definition().retryPolicies()) : "",
                job.live() ? String.join(",", job.definition().environments().keySet()) : "",
                JobRules.of(job.definition()).written());
    }

    private static Row row(ResultSet row) throws SQLException {
        JobKey key = new JobKey(new AccountId(row.getString(1), row.getInt(2)), row.getString(3));
        JobRules rules = JobRules.read(row.getString(8));
        return new Row(key, row.getObject(4, UUID.class), row.getInt(5), row.getLong(6), row.getBoolean(7), rules);
    }

    private static Slug slug(JobKey job) {
        return new Slug(job.account(), job.slug());
    }
}
