package dev.runledger.query.environment;

import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.FoldedText;
import dev.runledger.query.paging.PageNumber;
import dev.runledger.query.paging.PageSize;
import dev.runledger.query.paging.Sort;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * One page of a list of environments, as it is asked for (API.md §8.3).
 *
 * @param withTotal whether the number of all that match is asked for
 */
record EnvironmentListing(
        Filter filter, Sort<EnvironmentOrder> sort, PageNumber number, PageSize size, boolean withTotal) {

    /**
     * Which environments are shown; null asks for nothing.
     *
     * @param search part of the id or name, in any case
     */
    record Filter(
            @Nullable String search,
            @Nullable EnvironmentClass classification,
            @Nullable Boolean managed) {

        boolean matches(EnvironmentView environment) {
            EnvironmentView.Definition definition = environment.definition();
            return (search == null || holds(environment.key(), search) || holds(definition.name(), search))
                    && (classification == null || classification == definition.classification())
                    && (managed == null || managed == definition.managed());
        }

        private static boolean holds(String text, String part) {
            return FoldedText.of(text).contains(FoldedText.of(part));
        }
    }

    private static final Sort<EnvironmentOrder> BY_NAME = new Sort<>(EnvironmentOrder.NAME, false);

    /** @throws Refused if a parameter is wrong, naming every such */
    static EnvironmentListing of(MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        EnvironmentListing listing = new EnvironmentListing(
                filter(parameters),
                parameters
                        .one(
                                "sort",
                                text -> Sort.parse(text, EnvironmentOrder.class),
                                Sort.expected(EnvironmentOrder.class))
                        .orElse(BY_NAME),
                PageNumber.of(parameters),
                PageSize.of(parameters, PageSize.NUMBERED),
                parameters.flag("meta[total]").orElse(false));
        parameters.refuseFaults();
        return listing;
    }

    private static Filter filter(QueryParameters parameters) {
        return new Filter(
                parameters.text("filter[search]").orElse(null),
                parameters
                        .one("filter[classification]", EnvironmentListing::classification, "STANDARD or AD_HOC")
                        .orElse(null),
                parameters.flag("filter[managed]").orElse(null));
    }

    private static Optional<EnvironmentClass> classification(String text) {
        return Arrays.stream(EnvironmentClass.values())
                .filter(known -> known.name().equals(text))
                .findFirst();
    }

    /** Those that match, in the order asked for, on all pages together. */
    List<EnvironmentView> matching(List<EnvironmentView> environments) {
        return environments.stream()
                .filter(filter::matches)
                .sorted(sort.field().comparator(sort.descending()))
                .toList();
    }

    /** Those of the page. */
    List<EnvironmentView> page(List<EnvironmentView> matching) {
        return matching.stream().skip(number.offset(size)).limit(size.value()).toList();
    }
}
