package dev.runledger.command.execution;

import java.util.Arrays;
import java.util.List;

/** The ports that calls may go to: {@code 80,443,8000-8099}, or {@code *} for all. */
record PortSet(List<Range> ranges) {

    private static final int MAX = 65_535;

    /** Both ends belong to it. */
    record Range(int low, int high) {}

    PortSet {
        ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException naming the part that is no port or range */
    static PortSet parse(String text) {
        if (text.strip().equals("*")) {
            return new PortSet(List.of(new Range(1, MAX)));
        }
        return new PortSet(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(PortSet::range)
                .toList());
    }

    private static Range range(String part) {
        int dash = part.indexOf('-');
        Range range = dash < 0
                ? new Range(port(part, part), port(part, part))
                : new Range(port(part.substring(0, dash), part), port(part.substring(dash + 1), part));
        if (range.low > range.high) {
            throw new IllegalArgumentException("port range \"" + part + "\" ends before it begins");
        }
        return range;
    }

    private static int port(String digits, String part) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX) {
            throw new IllegalArgumentException(
                    "\"" + part + "\" is neither a port from 1 to " + MAX + " nor a range such as 8000-8099");
        }
        return port;
    }

    boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.low <= port && port <= range.high);
    }
}
