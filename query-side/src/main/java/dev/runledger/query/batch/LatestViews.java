package dev.runledger.query.batch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the events of one transaction make of things whose every event tells all: the latest event of each alone counts. */
public class LatestViews<V> {

    /** @param sequence the latest event's place in its stream, over all lives of the slug */
    public record Latest<V>(long sequence, V view) {}

    private final Map<Object, Latest<V>> latest = new LinkedHashMap<>();

    /** @param key what the view is of */
    public void take(Object key, long sequence, V view) {
        latest.merge(
                key, new Latest<>(sequence, view), (known, more) -> known.sequence() > more.sequence() ? known : more);
    }

    /** Corrects the views that were taken so far. */
    protected void replaceAll(UnaryOperator<V> correction) {
        latest.replaceAll((key, known) -> new Latest<>(known.sequence(), correction.apply(known.view())));
    }

    public Collection<Latest<V>> latest() {
        return latest.values();
    }
}
