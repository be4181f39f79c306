package dev.runledger.query.retry;

import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.NumberedPage;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * One page of a list of retry policies, as it is asked for (API.md §6.1).
 *
 * @param name part of the name, in any case; null shows all
 */
record RetryPolicyListing(@Nullable String name, NumberedPage page) {

    /** @throws Refused if a parameter is wrong, naming every such */
    static RetryPolicyListing of(MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        RetryPolicyListing listing =
                new RetryPolicyListing(parameters.text("filter[name]").orElse(null), NumberedPage.of(parameters));
        parameters.refuseFaults();
        return listing;
    }
}
