package dev.runledger.query.job;

import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.NumberedPage;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** One page of a list of jobs, as it is asked for (API.md §2.3). */
record JobListing(Filter filter, NumberedPage page) {

    /**
     * Which jobs are shown; null asks for nothing.
     *
     * @param name part of the name, in any case
     * @param scheduled whether some environment has a next run
     */
    record Filter(
            @Nullable JobKind kind,
            @Nullable String name,
            @Nullable Boolean scheduled) {

        /** One-offs are many and short-lived: a list holds them only if it asks for what they are. */
        boolean showsOneOffs() {
            return kind == JobKind.ONE_OFF || Boolean.TRUE.equals(scheduled);
        }
    }

    /** @throws Refused if a parameter is wrong, naming every such */
    static JobListing of(MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        JobListing listing = new JobListing(filter(parameters), NumberedPage.of(parameters));
        parameters.refuseFaults();
        return listing;
    }

    private static Filter filter(QueryParameters parameters) {
        return new Filter(
                parameters
                        .one("filter[kind]", JobListing::kind, "recurring, manual or one_off")
                        .orElse(null),
                parameters.text("filter[name]").orElse(null),
                parameters.flag("filter[scheduled]").orElse(null));
    }

    private static Optional<JobKind> kind(String text) {
        return Arrays.stream(JobKind.values())
                .filter(kind -> kind.text().equals(text))
                .findFirst();
    }
}
