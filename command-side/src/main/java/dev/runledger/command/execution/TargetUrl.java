package dev.runledger.command.execution;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A URL read by rules 1 and 2 of API.md §9.2: strictly, and without mending anything. Parsers that mend are how a filter
 * and a client come to disagree about the host.
 *
 * @param host lower case, without brackets and without a trailing dot
 * @param literal the host's address if it is one
 * @param pathAndQuery verbatim, with a {@code /} in front, without the fragment
 */
record TargetUrl(boolean tls, String host, @Nullable IpAddress literal, int port, String pathAndQuery)
        implements UrlReading {

    private static final int MAX_LENGTH = 2048;

    static UrlReading read(String url) {
        if (url.length() > MAX_LENGTH) {
            return blocked(EgressRule.URL_TOO_LONG, "the URL is longer than " + MAX_LENGTH + " characters");
        }
        if (!url.chars().allMatch(c -> c >= 0x21 && c <= 0x7E && c != '\\')) {
            return blocked(
                    EgressRule.URL_MALFORMED,
                    "the URL holds a blank, a control character, a backslash or a character outside ASCII");
        }
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://")) {
            return afterScheme(true, url.substring("https://".length()));
        }
        if (lower.startsWith("http://")) {
            return afterScheme(false, url.substring("http://".length()));
        }
        return blocked(EgressRule.SCHEME_NOT_ALLOWED, "the URL begins with neither http:// nor https://");
    }

    private static UrlReading afterScheme(boolean tls, String rest) {
        int end = authorityEnd(rest);
        String authority = rest.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            return blocked(EgressRule.USERINFO_NOT_ALLOWED, "the URL holds a user name or password before the host");
        }
        // A bracket protects the colons of an IPv6 address.
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        String host = hostEnd <= 0 ? authority : authority.substring(0, hostEnd);
        String port = authority.substring(host.length());
        return port.isEmpty()
                ? withPort(tls, host, tls ? 443 : 80, rest.substring(end))
                : port(port)
                        .map(number -> withPort(tls, host, number, rest.substring(end)))
                        .orElseGet(() -> blocked(
                                EgressRule.PORT_INVALID,
                                "the port is not a plain number from 1 to 65535 without leading zeros"));
    }

    private static int authorityEnd(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static Optional<Integer> port(String colonAndDigits) {
        String digits = colonAndDigits.substring(1);
        boolean canonical = colonAndDigits.charAt(0) == ':'
                && !digits.isEmpty()
                && digits.length() <= 5
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return canonical ? Optional.of(Integer.valueOf(digits)).filter(port -> port <= 65_535) : Optional.empty();
    }

    private static UrlReading withPort(boolean tls, String host, int port, String rest) {
        String folded = host.toLowerCase(Locale.ROOT);
        if (folded.startsWith("[")) {
            return bracketed(folded)
                    .<UrlReading>map(address -> new TargetUrl(tls, address.toString(), address, port, target(rest)))
                    .orElseGet(() -> blocked(
                            EgressRule.HOST_INVALID,
                            "the host in brackets is not an IPv6 address in its canonical spelling (RFC 5952)"));
        }
        Optional<IpAddress> quad = IpAddress.parse(folded);
        if (quad.isPresent()) {
            return new TargetUrl(tls, folded, quad.get(), port, target(rest));
        }
        String name = folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
        return HostNames.isValid(name)
                ? new TargetUrl(tls, name, null, port, target(rest))
                : blocked(EgressRule.HOST_INVALID, "the host is neither a plain host name nor a plain address");
    }

    private static Optional<IpAddress> bracketed(String host) {
        if (!host.endsWith("]")) {
            return Optional.empty();
        }
        String text = host.substring(1, host.length() - 1);
        return IpAddress.parse(text)
                .filter(IpAddress::v6)
                .filter(address -> address.toString().equals(text));
    }

    private static String target(String rest) {
        int fragment = rest.indexOf('#');
        String sent = fragment < 0 ? rest : rest.substring(0, fragment);
        return sent.startsWith("/") ? sent : "/" + sent;
    }

    private static Verdict.Blocked blocked(EgressRule rule, String detail) {
        return new Verdict.Blocked(rule, detail);
    }

    /** As the {@code Host} header names it: the port only where the scheme does not imply it. */
    String hostHeader() {
        String name = literal != null && literal.v6() ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** For messages: host and port always. */
    String hostAndPort() {
        return (literal != null && literal.v6() ? "[" + host + "]" : host) + ":" + port;
    }
}
