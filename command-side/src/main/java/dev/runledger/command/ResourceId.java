package dev.runledger.command;

import dev.runledger.kernel.jsonapi.Payload;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form of the ids that users give to jobs and policies (API.md §1.4). */
public final class ResourceId {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9_-])?");

    private ResourceId() {}

    /** The id that a document gives to what it creates; empty if it is none. */
    public static Optional<String> of(Payload document) {
        return Optional.of(document.requiredObject().at("/data/id").asText()).filter(ResourceId::valid);
    }

    public static boolean valid(String id) {
        return FORM.matcher(id).matches();
    }
}
