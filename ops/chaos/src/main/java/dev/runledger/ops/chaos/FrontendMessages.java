package dev.runledger.ops.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a client says to PostgreSQL on one connection (protocol 3.0), followed just closely enough to know when it asks for a
 * COMMIT, and whether the transaction stored events. Messages may come in pieces of any size. For one thread.
 */
final class FrontendMessages {

    /** What a piece of the stream asked for. */
    enum Asked {
        NOTHING_SPECIAL,
        COMMIT,
        /** Of a transaction that stored events. */
        COMMIT_OF_EVENTS
    }

    private static final int HEAD = 5;

    /** Longer messages are data or long statements: their beginning tells enough. */
    private static final int KEPT = 4 * 1024;

    private final byte[] kept = new byte[KEPT];
    private final Set<String> commits = new HashSet<>();
    private final Map<String, Boolean> portals = new HashMap<>();
    private boolean greeted;
    private boolean storesEvents;

    /** Bytes of the current message so far, its head included. */
    private long seen;

    private long length = Long.MAX_VALUE;

    /** The strongest of what was asked for by messages that end in this piece. */
    Asked take(byte[] bytes, int count) {
        Asked asked = Asked.NOTHING_SPECIAL;
        for (int i = 0; i < count; i++) {
            if (seen < KEPT) {
                kept[(int) seen] = bytes[i];
            }
            seen++;
            if (seen == (greeted ? HEAD : 4)) {
                length = greeted ? 1 + number(1) : number(0);
            }
            if (seen >= length) {
                asked = strongest(asked, greeted ? message() : Asked.NOTHING_SPECIAL);
                greeted = true;
                seen = 0;
                length = Long.MAX_VALUE;
            }
        }
        return asked;
    }

    private static Asked strongest(Asked one, Asked other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private long number(int at) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(kept).getInt(at));
    }

    private Asked message() {
        switch (kept[0]) {
            case 'Q' -> {
                return statement(text(HEAD)) ? committed() : Asked.NOTHING_SPECIAL;
            }
            case 'P' -> {
                String name = text(HEAD);
                boolean commit = statement(text(HEAD + name.length() + 1));
                if (commit) {
                    commits.add(name);
                } else {
                    commits.remove(name);
                }
            }
            case 'B' -> {
                String portal = text(HEAD);
                portals.put(portal, commits.contains(text(HEAD + portal.length() + 1)));
            }
            case 'E' -> {
                return portals.getOrDefault(text(HEAD), false) ? committed() : Asked.NOTHING_SPECIAL;
            }
            default -> {
                // Descriptions, data, passwords and the like.
            }
        }
        return Asked.NOTHING_SPECIAL;
    }

    private Asked committed() {
        boolean events = storesEvents;
        storesEvents = false;
        return events ? Asked.COMMIT_OF_EVENTS : Asked.COMMIT;
    }

    /** Whether it is a COMMIT. */
    private boolean statement(String sql) {
        String words = sql.strip().toUpperCase(Locale.ROOT);
        if (words.startsWith("COPY LEDGER.EVENT")) {
            storesEvents = true;
        } else if (words.startsWith("ROLLBACK")) {
            storesEvents = false;
        }
        return words.equals("COMMIT") || words.equals("COMMIT;");
    }

    /** The text from there to its closing zero, or to where it is no longer kept. */
    private String text(int from) {
        int until = (int) Math.min(seen, KEPT);
        int end = Math.min(from, until);
        while (end < until && kept[end] != 0) {
            end++;
        }
        return new String(kept, Math.min(from, end), end - Math.min(from, end), StandardCharsets.ISO_8859_1);
    }
}
