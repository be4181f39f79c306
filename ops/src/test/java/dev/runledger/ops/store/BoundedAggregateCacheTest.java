package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.axonframework.common.caching.Cache.EntryListenerAdapter;
import org.junit.jupiter.api.Test;

class BoundedAggregateCacheTest {

    /** Texts weigh what their length says; "over" is done with. */
    private final BoundedAggregateCache cache = new BoundedAggregateCache(
            1000,
            value -> value.equals("over")
                    ? BoundedAggregateCache.NOT_WORTH_KEEPING
                    : value.toString().length());

    @Test
    void whatIsPutIsFoundUntilItIsRemoved() {
        cache.put("a", "kept");
        assertThat(cache.<String, String>get("a")).isEqualTo("kept");
        assertThat(cache.remove("a")).isTrue();
        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.remove("a")).isFalse();
    }

    @Test
    void theBoundHoldsInBytes() {
        IntStream.range(0, 100).forEach(i -> cache.put(i, "x".repeat(100)));
        assertThat(cache.size()).isBetween(1L, 10L);
    }

    @Test
    void whatNobodyWillAskForAgainLeaves() {
        cache.put("a", "kept");
        cache.put("a", "over");
        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.putIfAbsent("a", "over")).isFalse();
    }

    @Test
    void putIfAbsentKeepsTheFirst() {
        assertThat(cache.putIfAbsent("a", "first")).isTrue();
        assertThat(cache.putIfAbsent("a", "second")).isFalse();
        assertThat(cache.<String, String>get("a")).isEqualTo("first");
    }

    @Test
    void computeIfPresentChangesOnlyWhatIsThere() {
        cache.put("a", "kept");
        cache.<String>computeIfPresent("a", text -> text + "!");
        cache.<String>computeIfPresent("b", text -> text + "!");
        assertThat(cache.<String, String>get("a")).isEqualTo("kept!");
        assertThat(cache.containsKey("b")).isFalse();
    }

    @Test
    void removeAllLeavesNothing() {
        cache.put("a", "kept");
        cache.removeAll();
        assertThat(cache.containsKey("a")).isFalse();
    }

    @Test
    void listenersAreRefused() {
        assertThatThrownBy(() -> cache.registerCacheEntryListener(new EntryListenerAdapter()))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
