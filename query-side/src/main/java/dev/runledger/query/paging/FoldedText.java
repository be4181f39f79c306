package dev.runledger.query.paging;

/**
 * Text without its case, code point by code point, for sorting and searching (API.md §1.7). Unlike {@code toLowerCase} it
 * never looks at neighbours, so a part of a text folds as it does within the whole.
 */
public final class FoldedText {

    private FoldedText() {}

    public static String of(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
