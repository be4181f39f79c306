package dev.runledger.kernel.jsonapi;

import java.util.regex.Pattern;

/** Which bodies are taken for JSON (API.md §1.3). */
final class MediaTypes {

    private static final String SUBTYPE = "(?:json|[!#$&^_.+A-Za-z0-9-]*\\+json)";

    /** Parameters are not looked at: JSON is UTF-8 whatever they claim. */
    private static final Pattern JSON =
            Pattern.compile("\\s*application/" + SUBTYPE + "\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    static boolean json(String mediaType) {
        return JSON.matcher(mediaType).matches();
    }
}
