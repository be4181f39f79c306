package dev.runledger.ops.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Javadoc of types, read from their sources because compiled classes do not hold it. */
final class SourceComments {

    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(?:code|link) ([^}]*)}");

    /** Where the contract is cited; readers of the catalogue need not look there. */
    private static final Pattern CITATION = Pattern.compile("\\s*\\([A-Za-z]+\\.md[^)]*\\)");

    private final Path sources;

    /** @param sources the directory in which the packages begin */
    SourceComments(Path sources) {
        this.sources = sources;
    }

    /** What a type's Javadoc says before its tags; empty if it has none. */
    String of(Class<?> type) {
        return line(comment(type).split("(?m)^@param ", -1)[0].replace("<p>", ""));
    }

    /** What a record's Javadoc says of one of its components. */
    String of(Class<?> type, String component) {
        Matcher tag = Pattern.compile("(?s)^@param " + component + "\\s(.*?)(?=^@param |\\z)", Pattern.MULTILINE)
                .matcher(comment(type));
        return tag.find() ? line(tag.group(1)) : "";
    }

    /** How far into its source a type begins. */
    int place(Class<?> type) {
        return source(type).indexOf(" " + type.getSimpleName() + "(");
    }

    private static String line(String text) {
        return CITATION.matcher(text).replaceAll("").replaceAll("\\s+", " ").strip();
    }

    /** The comment directly before the type's declaration, without its asterisks. */
    private String comment(Class<?> type) {
        Matcher found = Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^/]*?\\))?\\s+)*"
                        + "(?:public |sealed )*(?:record|interface|enum) " + type.getSimpleName() + "\\b")
                .matcher(source(type));
        if (!found.find()) {
            return "";
        }
        String lines = found.group(1).replaceAll("(?m)^\\s*\\*? ?", "");
        return INLINE_TAG.matcher(lines).replaceAll("`$1`").strip();
    }

    private String source(Class<?> type) {
        Class<?> outer = type.getNestHost();
        try {
            return Files.readString(sources.resolve(outer.getName().replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
