package dev.runledger.query.paging;

import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.WholeNumber;

/** How many resources a page holds: {@code page[size]}, 1–1000 (API.md §1.7). */
public record PageSize(int value) {

    /** The name of the parameter. */
    public static final String PARAMETER = "page[size]";

    /** Where a list has page numbers. */
    public static final PageSize NUMBERED = new PageSize(1000);

    /** Where a list has cursors. */
    public static final PageSize CURSOR = new PageSize(50);

    private static final int MAX = 1000;

    /** What was asked for, else the default. */
    public static PageSize of(QueryParameters parameters, PageSize absent) {
        return parameters
                .one(PARAMETER, text -> WholeNumber.parse(text, MAX), "a whole number from 1 to " + MAX)
                .map(PageSize::new)
                .orElse(absent);
    }
}
