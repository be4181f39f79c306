package dev.runledger.query.paging;

import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.WholeNumber;

/** Which page of a numbered list is asked for: {@code page[number]}, from 1 (API.md §1.7). */
public record PageNumber(int value) {

    private static final PageNumber FIRST = new PageNumber(1);

    /** What was asked for, else the first. */
    public static PageNumber of(QueryParameters parameters) {
        return parameters
                .one(
                        "page[number]",
                        text -> WholeNumber.parse(text, Integer.MAX_VALUE),
                        "a whole number from 1 to " + Integer.MAX_VALUE)
                .map(PageNumber::new)
                .orElse(FIRST);
    }

    /** How many resources lie before the page. */
    public long offset(PageSize size) {
        return (value - 1L) * size.value();
    }
}
