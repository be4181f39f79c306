package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Allowance;
import dev.runledger.kernel.account.Meter;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many runs an account has started in a month (tables {@code ledger.usage} and {@code ledger.usage_block}). Counters are raised
 * in the transaction that stores the starts, once per batch, so each start is counted exactly if it happened.
 *
 * <p>A counter's row is locked from there to the commit, which is short and what the ledger's head does anyway. Only near an
 * account's limit it is locked from the batch's beginning, because then each start depends on the one before it, on whatever
 * node. Farther away a batch relies on the counter as it was and looks again when it writes; should others have come so
 * far meanwhile, its commands are handled anew, one by one.
 */
public final class UsageCounters {

    /** Some batches of starts: more than nodes are likely to begin between reading a counter and raising it. */
    static final long NEAR = 4_096;

    private static final String READ = "SELECT used FROM ledger.usage WHERE account = ? AND period = ?";

    private static final String MAKE = """
            INSERT INTO ledger.usage (account, period, used, refused) VALUES (?, ?, 0, 0)
            ON CONFLICT (account, period) DO NOTHING""";

    private static final String RAISE = """
            WITH counter AS (
                INSERT INTO ledger.usage (account, period, used, refused) VALUES (?, ?, ?, ?)
                ON CONFLICT (account, period) DO UPDATE
                   SET used = usage.used + excluded.used, refused = usage.refused + excluded.refused
                 WHERE usage.used + excluded.used <= ?
                RETURNING account, period, used)
            INSERT INTO ledger.usage_block (account, period, used, runs, jobs, environments, at, counted, rules)
            SELECT account, period, used, ?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::boolean[], ?::text[]
              FROM counter""";

    private final JdbcTemplate sql;
    private final Function<Set<AccountId>, Map<AccountId, Allowance>> allowances;
    private final Clock clock;

    /** @param allowances what accounts may start in a month, as of now; any that is left out is not limited */
    public UsageCounters(
            JdbcTemplate sql, Function<Set<AccountId>, Map<AccountId, Allowance>> allowances, Clock clock) {
        this.sql = sql;
        this.allowances = allowances;
        this.clock = clock;
    }

    /** Where an account stands in a month. */
    public record Counter(long used, long refused) {}

    public Counter of(AccountId account, YearMonth period) {
        return sql
                .query(
                        "SELECT used, refused FROM ledger.usage WHERE account = ? AND period = ?",
                        (row, n) -> new Counter(row.getLong(1), row.getLong(2)),
                        account.name(),
                        period.toString())
                .stream()
                .findFirst()
                .orElse(new Counter(0, 0));
    }

    /** The month in which starts count now, in UTC. */
    public YearMonth month() {
        return YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    }

    /** What the starts of a batch are counted by; called in its transaction, which raises the counters just before it commits. */
    Map<AccountId, Meter> meters(Set<AccountId> starting) {
        YearMonth now = month();
        Map<AccountId, Allowance> allowed = allowances.apply(starting);
        List<BatchMeter> meters = starting.stream()
                .sorted(Comparator.comparing(AccountId::name))
                .map(account -> new BatchMeter(account, allowed.getOrDefault(account, Allowance.UNLIMITED), this))
                .toList();
        // In the order of names, as all transactions lock them.
        meters.forEach(meter -> meter.expect(now));
        CurrentUnitOfWork.ifStarted(unit -> unit.root().onPrepareCommit(u -> meters.forEach(BatchMeter::flush)));
        Map<AccountId, Meter> byAccount = new HashMap<>();
        meters.forEach(meter -> byAccount.put(meter.account(), meter));
        return byAccount;
    }

    /** A counter as a batch finds it. */
    record Reading(long used, boolean locked) {}

    /** Locked if the limit is near, so that it stays what it is until the transaction ends. */
    Reading read(AccountId account, String period, Allowance allowance) {
        long used = used(READ, account, period).orElse(0L);
        if (allowance.most() - used > NEAR) {
            return new Reading(used, false);
        }
        sql.update(MAKE, account.name(), period);
        return new Reading(used(READ + " FOR UPDATE", account, period).orElse(used), true);
    }

    private Optional<Long> used(String select, AccountId account, String period) {
        return sql.query(select, (row, n) -> row.getLong(1), account.name(), period).stream()
                .findFirst();
    }

    /** @throws ConcurrencyException if others have come so far meanwhile that the limit would be passed */
    void raise(AccountId account, String period, UsageBlock block, Allowance allowance) {
        // A limit that was lowered may be passed already; refusals alone do not pass it further.
        long most = allowance.limits() && block.counted() > 0 ? allowance.most() : Long.MAX_VALUE;
        int written = sql.update(connection -> block.bound(connection.prepareStatement(RAISE), account, period, most));
        if (written == 0) {
            throw new ConcurrencyException(
                    "starts of " + account + " were counted elsewhere meanwhile, up to its limit");
        }
    }
}
