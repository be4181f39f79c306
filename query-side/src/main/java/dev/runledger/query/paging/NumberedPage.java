package dev.runledger.query.paging;

import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One page of a list with page numbers of things that have a name and a slug, as it is asked for (API.md §1.7, §2.3).
 *
 * @param withTotal whether the number of all that match is asked for
 */
public record NumberedPage(Sort<NamedOrder> sort, PageNumber number, PageSize size, boolean withTotal) {

    private static final Sort<NamedOrder> BY_NAME = new Sort<>(NamedOrder.NAME, false);

    /** Notes a fault with the parameters for each that is wrong. */
    public static NumberedPage of(QueryParameters parameters) {
        return new NumberedPage(
                parameters
                        .one("sort", text -> Sort.parse(text, NamedOrder.class), Sort.expected(NamedOrder.class))
                        .orElse(BY_NAME),
                PageNumber.of(parameters),
                PageSize.of(parameters, PageSize.NUMBERED),
                parameters.flag("meta[total]").orElse(false));
    }

    /** What ends the statement that reads the page; {@link #values} are for its question marks. */
    public String sql() {
        String direction = sort.direction();
        return "order by " + sort.field().column() + " " + direction + ", slug " + direction + "\nlimit ? offset ?";
    }

    /** All values of the statement: those of its conditions, and then the page's own. */
    public Object[] values(Where where) {
        List<Object> values = new ArrayList<>(where.values());
        values.add(size.value());
        values.add(number.offset(size));
        return values.toArray();
    }

    /** @param total asked only if the answer shows it */
    public Document document(List<Resource> shown, LongSupplier total) {
        return Document.numbered(shown, number.value(), size.value(), withTotal ? (Long) total.getAsLong() : null);
    }
}
