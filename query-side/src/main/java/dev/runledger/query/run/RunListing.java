package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.Cursor;
import dev.runledger.query.paging.PageSize;
import dev.runledger.query.paging.Sort;
import dev.runledger.query.paging.StrictUuid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * One page of a list of runs, as it is asked for.
 *
 * @param after the last run of the page before, or null for the first page
 */
record RunListing(
        RunFilter filter,
        Sort<RunOrder> sort,
        PageSize size,
        @Nullable UUID after) {

    private static final Sort<RunOrder> NEWEST_FIRST = new Sort<>(RunOrder.CREATED_AT, true);

    /** @throws Refused if a parameter is wrong, naming every such, or if the caller may not see what it names */
    static RunListing of(Caller caller, MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        RunListing listing = new RunListing(
                RunFilter.of(parameters),
                sort(parameters),
                PageSize.of(parameters, PageSize.CURSOR),
                after(parameters));
        parameters.refuseFaults();
        listing.filter().refuseUnseen(caller.scope());
        return listing;
    }

    /** The cursor names no run that the caller can see. */
    static ErrorObject unknownCursor() {
        return ErrorObject.inParameter(
                Cursor.PARAMETER,
                "cursor_unknown",
                Cursor.PARAMETER + " must be the id of the previous page's last run; no such run is known.");
    }

    private static Sort<RunOrder> sort(QueryParameters parameters) {
        return parameters
                .one("sort", text -> Sort.parse(text, RunOrder.class), Sort.expected(RunOrder.class))
                .orElse(NEWEST_FIRST);
    }

    private static @Nullable UUID after(QueryParameters parameters) {
        String text = parameters.text(Cursor.PARAMETER).orElse(null);
        UUID after = text == null ? null : StrictUuid.parse(text).orElse(null);
        if (text != null && after == null) {
            parameters.fault(unknownCursor());
        }
        return after;
    }
}
