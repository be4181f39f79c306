package dev.runledger.command.execution;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** IPv6 in words: reads every spelling but zones and embedded IPv4, writes only that of RFC 5952. */
final class Ipv6Text {

    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static Optional<IpAddress> parse(String text) {
        int gap = text.indexOf("::");
        String front = gap < 0 ? text : text.substring(0, gap);
        String back = gap < 0 ? "" : text.substring(gap + 2);
        int[] head = groups(front);
        int[] tail = groups(back);
        int given = head.length + tail.length;
        boolean complete = gap < 0 ? given == GROUPS : given < GROUPS;
        if (!complete || (head.length == 0 && !front.isEmpty()) || (tail.length == 0 && !back.isEmpty())) {
            return Optional.empty();
        }
        int[] all = new int[GROUPS];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
        return Optional.of(new IpAddress(true, half(all, 0), half(all, 4)));
    }

    /** The groups between colons; none at all if one of them is malformed. */
    private static int[] groups(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        int[] groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!hex(parts[i])) {
                return new int[0];
            }
            groups[i] = Integer.parseInt(parts[i], 16);
        }
        return groups;
    }

    private static boolean hex(String part) {
        return !part.isEmpty()
                && part.length() <= 4
                && part.chars()
                        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
    }

    private static long half(int[] groups, int from) {
        long half = 0;
        for (int i = from; i < from + 4; i++) {
            half = (half << 16) | groups[i];
        }
        return half;
    }

    static String canonical(IpAddress address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >> (16 * (3 - i % 4))) & 0xffff;
        }
        int start = longestZeroRun(groups);
        int end = start + zeros(groups, start);
        return end - start < 2 ? join(groups, 0, GROUPS) : join(groups, 0, start) + "::" + join(groups, end, GROUPS);
    }

    private static String join(int[] groups, int from, int to) {
        return Arrays.stream(groups, from, to).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    /** Where the longest run of zero groups begins, the first one of equals (RFC 5952 §4.2.3). */
    private static int longestZeroRun(int[] groups) {
        int best = 0;
        for (int i = 1; i < GROUPS; i++) {
            if (zeros(groups, i) > zeros(groups, best)) {
                best = i;
            }
        }
        return best;
    }

    private static int zeros(int[] groups, int from) {
        int to = from;
        while (to < GROUPS && groups[to] == 0) {
            to++;
        }
        return to - from;
    }
}
