package dev.runledger.command;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which versions of a resource a conditional write allows (API.md §1.5). */
public final class IfMatch {

    /** The next member of the list; its group is the version of a strong tag as this API writes it. */
    private static final Pattern MEMBER =
            Pattern.compile("\\G[ \\t]*+(?:\"v([1-9][0-9]{0,8})\"|(?:W/)?\"[^\"\\x00-\\x20\\x7f]*+\")?[ \\t]*+(?:,|$)");

    private IfMatch() {}

    /**
     * @param headers the values of all {@code If-Match} headers
     * @return null if every version is allowed; empty, which none matches, if they are unreadable
     */
    public static @Nullable Set<Integer> versions(List<String> headers) {
        String tags = String.join(",", headers).strip();
        return headers.isEmpty() || tags.equals("*") ? null : named(tags);
    }

    private static Set<Integer> named(String tags) {
        Set<Integer> versions = new HashSet<>();
        Matcher member = MEMBER.matcher(tags);
        int read = 0;
        while (read < tags.length() && member.find()) {
            if (member.group(1) != null) {
                versions.add(Integer.valueOf(member.group(1)));
            }
            read = member.end();
        }
        return read < tags.length() ? Set.of() : versions;
    }
}
