package dev.runledger.query.environment;

import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.query.paging.FoldedText;
import java.util.Arrays;
import java.util.Comparator;

/** What a list of environments can be sorted by (API.md §8.3). */
enum EnvironmentOrder {
    NAME,
    CREATED_AT,
    UPDATED_AT;

    /** Ties go by key, which is ASCII. */
    Comparator<EnvironmentView> comparator(boolean descending) {
        Comparator<EnvironmentView> ascending = switch (this) {
            case NAME -> Comparator.comparing(EnvironmentOrder::codePoints, Arrays::compare);
            case CREATED_AT -> Comparator.comparing(EnvironmentView::createdAt);
            case UPDATED_AT -> Comparator.comparing(EnvironmentView::updatedAt);
        };
        Comparator<EnvironmentView> complete = ascending.thenComparing(EnvironmentView::key);
        return descending ? complete.reversed() : complete;
    }

    /** Java compares text by halves of surrogate pairs, which is another order. */
    private static int[] codePoints(EnvironmentView environment) {
        return FoldedText.of(environment.definition().name()).codePoints().toArray();
    }
}
