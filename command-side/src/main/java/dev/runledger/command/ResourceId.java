package dev.runledger.command;

import java.util.regex.Pattern;

/** The form of the ids that users give to jobs and policies (API.md §1.4). */
public final class ResourceId {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9_-])?");

    private ResourceId() {}

    public static boolean valid(String id) {
        return FORM.matcher(id).matches();
    }
}
