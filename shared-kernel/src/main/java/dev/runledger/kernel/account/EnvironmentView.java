package dev.runledger.kernel.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One environment of an account, as it stands.
 *
 * @param incarnation the id of this life of the key, given by whoever created it
 * @param guarded shown as {@code protected}: it cannot be deleted or unmanaged
 */
public record EnvironmentView(
        String key, UUID incarnation, Definition definition, boolean guarded, Instant createdAt, Instant updatedAt) {

    /** The one that every account begins with and keeps (API.md §8.3). */
    private static final String PROTECTED = "production";

    /**
     * What users say of it.
     *
     * @param managed whether jobs may run in it
     */
    public record Definition(String name, @Nullable String color, EnvironmentClass classification, boolean managed) {}

    public static EnvironmentView created(String key, UUID incarnation, Definition definition, Instant at) {
        return replaced(key, incarnation, definition, at, at);
    }

    public static EnvironmentView replaced(
            String key, UUID incarnation, Definition definition, Instant createdAt, Instant updatedAt) {
        return new EnvironmentView(key, incarnation, definition, key.equals(PROTECTED), createdAt, updatedAt);
    }
}
