package dev.runledger.query.stats;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.Interval;
import dev.runledger.query.paging.Where;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What is to be counted (API.md §5.8, §10).
 *
 * @param account the account's stream prefix, as in the tables
 * @param environments null for all
 * @param job null for all
 * @param created when the runs were created
 * @param bucket null if the runs are not to be counted by time
 */
record StatsQuestion(
        String account,
        @Nullable Collection<String> environments,
        @Nullable String job,
        Period created,
        @Nullable Bucket bucket) {

    /** @throws Refused if a parameter is wrong, naming every such, or if the caller may not see what it names */
    static StatsQuestion of(Caller caller, MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        List<String> named = parameters.list("filter[environment]");
        StatsQuestion question = new StatsQuestion(
                caller.account().toString(),
                named.isEmpty() ? caller.scope().only() : named,
                parameters.text("filter[job]").orElse(null),
                parameters
                        .one("filter[created_at]", Interval::parse, Interval.EXPECTED)
                        .map(Period::of)
                        .orElse(Period.ALWAYS),
                parameters.one("bucket", Bucket::parse, Bucket.EXPECTED).orElse(null));
        parameters.refuseFaults();
        named.forEach(caller.scope()::require);
        return question;
    }

    /** Rows of the account in the environments that are asked for. */
    Where visible() {
        Where where = new Where().and("account = ?", account);
        return environments == null ? where : where.in("environment", environments);
    }

    /** Runs that match, as far as they were created in the period. */
    Where matching(Period period) {
        Where where = visible();
        if (job != null) {
            where.and("job = ?", job);
        }
        return period.in(where, "created_at");
    }
}
