package dev.runledger.query.paging;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.springframework.util.MultiValueMap;

/** Writes {@code links.next}: the request again, as it was, but for the place where the page begins (API.md §5.7). */
public final class NextLink {

    private NextLink() {}

    /**
     * Relative, with literal brackets in the names: clients cut the cursor out of it without decoding.
     *
     * @param last the id of the last resource on the page
     */
    public static String of(String path, MultiValueMap<String, String> sent, PageSize size, Object last) {
        StringJoiner query = new StringJoiner("&", path + "?", "");
        sent.forEach((name, values) -> {
            if (!name.equals(PageSize.PARAMETER) && !name.equals(Cursor.PARAMETER)) {
                values.forEach(value -> query.add(encoded(name) + "=" + encoded(value)));
            }
        });
        query.add(PageSize.PARAMETER + "=" + size.value());
        query.add(Cursor.PARAMETER + "=" + last);
        return query.toString();
    }

    /** Percent-encodes all but what every client reads the same: brackets, commas and colons stay. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%5B", "[")
                .replace("%5D", "]")
                .replace("%2C", ",")
                .replace("%3A", ":");
    }
}
