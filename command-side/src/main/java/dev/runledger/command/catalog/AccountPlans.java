package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Allowance;
import dev.runledger.kernel.account.OveragePolicy;
import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** The plan that each account is on, and what it wants beyond it, as its row says (table {@code ledger.account}). */
public final class AccountPlans {

    /** What an account may and wants; nothing limits one that has no row. */
    public record Terms(Plan plan, OveragePolicy policy) {

        static final Terms UNLIMITED = new Terms(Plan.UNLIMITED, new OveragePolicy.Allow());

        Allowance allowance() {
            return plan.allowance(policy);
        }
    }

    private static final String READ = """
            SELECT name, epoch, plan, overage_policy, overage_budget_cents
              FROM ledger.account WHERE (name, epoch) IN (SELECT * FROM unnest(?::text[], ?::int[]))""";

    private final JdbcTemplate sql;
    private final Plans plans;

    AccountPlans(JdbcTemplate sql, Plans plans) {
        this.sql = sql;
        this.plans = plans;
    }

    /** With all writes that were answered before. Read in the caller's transaction if there is one; locks nothing. */
    public Map<AccountId, Terms> of(Collection<AccountId> accounts) {
        Map<AccountId, Terms> found = new HashMap<>();
        accounts.forEach(account -> found.put(account, Terms.UNLIMITED));
        sql.query(connection -> AccountCatalog.bound(connection, READ, accounts), row -> {
            found.put(new AccountId(row.getString("name"), row.getInt("epoch")), terms(row));
        });
        return found;
    }

    /** What they may start in a month. */
    public Map<AccountId, Allowance> allowances(Collection<AccountId> accounts) {
        Map<AccountId, Allowance> allowances = new HashMap<>();
        of(accounts).forEach((account, terms) -> allowances.put(account, terms.allowance()));
        return allowances;
    }

    public Terms of(AccountId account) {
        return of(List.of(account)).getOrDefault(account, Terms.UNLIMITED);
    }

    private Terms terms(ResultSet row) throws SQLException {
        OveragePolicy policy = OveragePolicy.of(row.getString("overage_policy"), row.getLong("overage_budget_cents"));
        return new Terms(plans.get(row.getString("plan")), policy);
    }
}
