package dev.runledger.query.paging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the page before ended; the next one holds what lies behind it.
 *
 * @param value what that page's last resource is sorted by, of the type that the driver gives it; null if it has none
 * @param id of that resource: {@code page[after]}
 */
public record Cursor(@Nullable Object value, UUID id) {

    /** The name of the parameter. */
    public static final String PARAMETER = "page[after]";
}
