package dev.runledger.kernel.account;

import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
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

    public static EnvironmentView created(EnvironmentCreated event) {
        return created(event.environment(), event.incarnation(), event.definition(), event.createdAt());
    }

    public static EnvironmentView created(String key, UUID incarnation, Definition definition, Instant at) {
        return new EnvironmentView(key, incarnation, definition, key.equals(PROTECTED), at, at);
    }

    public static EnvironmentView replaced(EnvironmentReplaced event) {
        return new EnvironmentView(
                event.environment(),
                event.incarnation(),
                event.definition(),
                event.environment().equals(PROTECTED),
                event.createdAt(),
                event.updatedAt());
    }
}
