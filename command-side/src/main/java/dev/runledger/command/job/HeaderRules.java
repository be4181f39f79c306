package dev.runledger.command.job;

import dev.runledger.kernel.jsonapi.Fields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which headers a job may send (API.md §9.1). One instance judges the base's headers or one entry's, which must differ
 * from each other by more than case.
 */
final class HeaderRules {

    private static final int MOST = 100;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_VALUE = 8192;

    /** RFC 9110 §5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** Set by the server, or able to break its framing, its tracing or a cloud's metadata guard. */
    private static final Pattern RESERVED = Pattern.compile("host|content-length|transfer-encoding|connection"
            + "|keep-alive|proxy-.*|te|trailer|upgrade|http2-settings|expect|traceparent|tracestate"
            + "|runledger-.*|webhook-.*|metadata|metadata-flavor|x-aws-ec2-metadata-.*");

    private final Set<String> seen = new HashSet<>();

    /** The base's headers, in the user's order. */
    static Map<String, String> all(Fields headers) {
        HeaderRules rules = new HeaderRules();
        Map<String, String> accepted = new LinkedHashMap<>();
        headers.names()
                .forEach(name -> rules.header(headers, name, name).ifPresent(value -> accepted.put(name, value)));
        return accepted;
    }

    /**
     * @param member the member that holds the value
     * @param name the header's name
     */
    Optional<String> header(Fields fields, String member, String name) {
        boolean named = name(fields, member, name);
        if (!fields.has(member)) {
            return fields.wrongType(member, "a string");
        }
        return fields.text(member).filter(value -> value(fields, member, value) && named);
    }

    private boolean name(Fields fields, String member, String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return fields.accept(
                        name.length() <= LONGEST_NAME && TOKEN.matcher(name).matches(),
                        member,
                        "header_invalid",
                        "must name a header: an RFC 9110 token of at most " + LONGEST_NAME + " characters.")
                && fields.accept(
                        !RESERVED.matcher(folded).matches(),
                        member,
                        "header_reserved",
                        "names a header that jobs may not set.")
                && fields.accept(
                        seen.add(folded),
                        member,
                        "header_duplicate",
                        "names a header that is there already, but for case.")
                && fields.accept(
                        seen.size() <= MOST,
                        member,
                        "header_invalid",
                        "is one too many: at most " + MOST + " headers.");
    }

    private static boolean value(Fields fields, String member, String value) {
        return fields.accept(
                value.length() <= LONGEST_VALUE && VALUE.matcher(value).matches(),
                member,
                "header_invalid",
                "must be at most " + LONGEST_VALUE + " characters of visible ASCII, blanks and tabs.");
    }
}
