package dev.runledger.kernel.account;

import dev.runledger.kernel.jsonapi.Resource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One decision whether a run may start, as the usage ledger shows it (API.md §10).
 *
 * @param counted else it was refused
 * @param rule what decided
 * @param usedAfter how many runs were counted in the month after it
 */
public record UsageEntry(
        Place place,
        UUID run,
        String job,
        String environment,
        Instant at,
        boolean counted,
        String rule,
        long usedAfter) {

    /**
     * Where it stands in an account's ledger; a later decision has a higher one.
     *
     * @param block decisions of one transaction
     * @param index within it, from 0
     */
    public record Place(long block, int index) {

        /** Behind all others. */
        public static final Place LAST = new Place(Long.MAX_VALUE, 0);

        /** Empty unless the text is one that {@link #toString} makes. */
        public static Optional<Place> parse(String text) {
            String[] parts = text.split("\\.", -1);
            if (parts.length != 2 || !parts[0].matches("[0-9]{1,18}") || !parts[1].matches("[0-9]{1,9}")) {
                return Optional.empty();
            }
            Place place = new Place(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
            return Optional.of(place).filter(read -> read.toString().equals(text));
        }

        public boolean isBefore(Place other) {
            return block < other.block || (block == other.block && index < other.index);
        }

        @Override
        public String toString() {
            return block + "." + index;
        }
    }

    /** As the API shows it. */
    public Resource resource() {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("run", run);
        attributes.put("job", job);
        attributes.put("environment", environment);
        attributes.put("at", at);
        attributes.put("decision", counted ? "COUNTED" : "REFUSED");
        attributes.put("rule", rule);
        attributes.put("used_after", usedAfter);
        return new Resource(place.toString(), "usage_entry", attributes);
    }
}
