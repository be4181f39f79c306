package dev.runledger.ops.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates kept in memory, held strongly up to a bound in bytes; those used least leave first. An aggregate is weighed
 * each time it is saved.
 */
public final class BoundedAggregateCache implements Cache {

    /** What the weigher says of an aggregate that nobody will ask for again: it leaves the cache at once. */
    public static final int NOT_WORTH_KEEPING = -1;

    private final com.github.benmanes.caffeine.cache.Cache<Object, Object> entries;
    private final ToIntFunction<Object> weigher;

    /** @param weigher tells the bytes that an aggregate takes, about, or {@link #NOT_WORTH_KEEPING} */
    public BoundedAggregateCache(long bytes, ToIntFunction<Object> weigher) {
        this.weigher = weigher;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Object key, Object value) -> Math.max(0, weigh(value)))
                .executor(Runnable::run)
                .build();
    }

    /** How many aggregates are kept, about. */
    public long size() {
        return entries.estimatedSize();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"
    }) // Axon's contract: the caller knows the type, and null is none
    public <K, V> V get(K key) {
        return (V) entries.getIfPresent(key);
    }

    @Override
    public void put(Object key, Object value) {
        if (weigh(value) < 0) {
            entries.invalidate(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return weigh(value) >= 0 && entries.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        return entries.asMap().remove(key) != null;
    }

    @Override
    public void removeAll() {
        entries.invalidateAll();
    }

    /** Lets go of all aggregates of these streams. */
    public void forget(Predicate<String> streams) {
        entries.asMap().keySet().removeIf(key -> key instanceof String stream && streams.test(stream));
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.asMap().containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked") // Axon's contract: the caller knows the type
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        entries.asMap().computeIfPresent(key, (k, value) -> update.apply((V) value));
    }

    /** Repositories do not listen. */
    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        throw new UnsupportedOperationException("this cache tells nobody of its entries");
    }

    private int weigh(Object value) {
        return weigher.applyAsInt(value instanceof AggregateCacheEntry<?> entry ? root(entry) : value);
    }

    /** Axon's entry gives its aggregate only as if it made it anew, for which it then needs nothing. */
    private static <T> @Nullable Object root(AggregateCacheEntry<T> entry) {
        return entry.recreateAggregate(null, null, null, null).getAggregateRoot();
    }
}
