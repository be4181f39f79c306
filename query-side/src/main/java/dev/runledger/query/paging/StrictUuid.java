package dev.runledger.query.paging;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as the API writes them: lower-case UUIDs and nothing that merely reads like one (API.md §5.1). */
public final class StrictUuid {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private StrictUuid() {}

    public static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
