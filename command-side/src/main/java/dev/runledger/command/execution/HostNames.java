package dev.runledger.command.execution;

import java.util.Set;

/** Which texts are host names, and which names are never looked up (API.md §9.2, rules 2 and 4). All lower case. */
final class HostNames {

    private static final Set<String> RESERVED = Set.of(
            "localhost",
            "localdomain",
            "local",
            "internal",
            "arpa",
            "lan",
            "corp",
            "home",
            "onion",
            "test",
            "invalid",
            "svc",
            "consul");

    private HostNames() {}

    static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > 253) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (!isLabel(label)) {
                return false;
            }
        }
        // Some resolvers read such a name as an IPv4 address in decimal, octal or hex.
        String last = lastLabel(name);
        return !last.startsWith("0x") && !last.chars().allMatch(HostNames::digit);
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= 63
                && !label.startsWith("-")
                && !label.endsWith("-")
                && !label.equals("xn--")
                && label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || digit(c) || c == '-' || c == '_');
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A single label or a name under a suffix that means "here", wherever "here" is. */
    static boolean isReserved(String name) {
        return name.indexOf('.') < 0 || RESERVED.contains(lastLabel(name));
    }

    private static String lastLabel(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
