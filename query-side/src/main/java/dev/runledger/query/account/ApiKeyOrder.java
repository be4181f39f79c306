package dev.runledger.query.account;

import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.query.paging.FoldedText;
import java.util.Arrays;
import java.util.Comparator;

/** What a list of API keys can be sorted by. */
enum ApiKeyOrder {
    NAME,
    CREATED_AT;

    /** Ties go by id. */
    Comparator<ApiKeyView> comparator(boolean descending) {
        Comparator<ApiKeyView> ascending = switch (this) {
            case NAME -> Comparator.comparing(ApiKeyOrder::codePoints, Arrays::compare);
            case CREATED_AT -> Comparator.comparing(ApiKeyView::createdAt);
        };
        Comparator<ApiKeyView> complete =
                ascending.thenComparing(key -> key.id().toString());
        return descending ? complete.reversed() : complete;
    }

    /** Java compares text by halves of surrogate pairs, which is another order. */
    private static int[] codePoints(ApiKeyView key) {
        return FoldedText.of(key.terms().name()).codePoints().toArray();
    }
}
