package dev.runledger.ops.replay;

import java.util.List;
import java.util.Locale;

/**
 * Where the live view is not what the events make.
 *
 * @param part the month of creation, or empty
 * @param live rows of the live view
 * @param rebuilt rows of the one made anew
 * @param examples keys of some of those that differ, each with how
 */
public record Difference(String table, String account, String part, long live, long rebuilt, List<String> examples) {

    public Difference {
        examples = List.copyOf(examples);
    }

    /** In one line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s of account %s%s: %,d rows live, %,d from the events; %s",
                table,
                account,
                part.isEmpty() ? "" : " in " + part,
                live,
                rebuilt,
                String.join("; ", examples));
    }
}
