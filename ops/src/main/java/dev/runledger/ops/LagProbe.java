package dev.runledger.ops;

import dev.runledger.ops.web.ProjectionLag;
import dev.runledger.ops.web.ProjectionLags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares how far the projections have come with what is stored: by what nodes wrote down, and of this node's own segments
 * by what it knows. A projection is as far as the last of its segments; one that nothing is known of is behind by all.
 *
 * <p>Storage is asked once a second at most, and nobody waits for it for long.
 */
final class LagProbe implements ProjectionLags {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How long somebody waits who asks whether this node is ready. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /** Longer ago than this, what was known tells nothing any more. */
    private static final Duration TELLING = Duration.ofSeconds(10);

    private static final String ASK = """
            SELECT behind.name, greatest(head.last - behind.position, 0),
                   greatest(((extract(epoch FROM clock_timestamp()) * 1000)::bigint - event.recorded_at) / 1000, 0)
            FROM (
                SELECT follower.name, coalesce(min(known.position), 0) AS position
                FROM unnest(?::text[]) follower (name) LEFT JOIN (
                    SELECT processor, greatest(0, held.position, CASE WHEN token_type = ?
                               THEN (convert_from(token.token, 'UTF8')::json ->> 'globalIndex')::bigint END) AS position
                    FROM ledger.token
                    LEFT JOIN unnest(?::text[], ?::int[], ?::bigint[]) held (processor, segment, position)
                        USING (processor, segment)) known
                ON known.processor = follower.name
                GROUP BY follower.name) behind
            CROSS JOIN ledger.head
            LEFT JOIN ledger.event ON event.position = behind.position + 1""";

    /** @param at by the clock of {@link System#nanoTime} */
    private record Known(Map<String, ProjectionLag> lags, long at) {
        boolean isWithin(Duration age) {
            return System.nanoTime() - at <= age.toNanos();
        }
    }

    private final JdbcTemplate sql;
    private final List<String> names;
    private final Function<String, Map<Integer, Long>> held;
    private final Duration patience;
    private final SharedQuestion<Known> question = new SharedQuestion<>("lag-probe", this::ask);
    private volatile Known known = new Known(Map.of(), System.nanoTime() - TELLING.toNanos());

    /**
     * @param names of the projections
     * @param held how far this node has come with the segments it holds of a projection
     * @param patience how long anybody waits for storage's answer
     */
    LagProbe(JdbcTemplate sql, List<String> names, Function<String, Map<Integer, Long>> held, Duration patience) {
        this.sql = sql;
        this.names = List.copyOf(names);
        this.held = held;
        this.patience = patience;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Map<String, ProjectionLag> now() {
        if (!known.isWithin(FRESH)) {
            try {
                return question.asked()
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .lags();
            } catch (TimeoutException | ExecutionException e) {
                // Told by the storage's own probe; this one tells what it knew.
                return lastKnown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return lastKnown();
    }

    @Override
    public Map<String, ProjectionLag> lastKnown() {
        Known last = known;
        return last.isWithin(TELLING) ? last.lags() : Map.of();
    }

    private Known ask() {
        List<String> processors = new ArrayList<>();
        List<Integer> segments = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (String name : names) {
            held.apply(name).forEach((segment, position) -> {
                processors.add(name);
                segments.add(segment);
                positions.add(position);
            });
        }
        Map<String, ProjectionLag> lags = new TreeMap<>();
        sql.query(
                ASK,
                row -> {
                    lags.put(row.getString(1), new ProjectionLag(row.getLong(2), row.getLong(3)));
                },
                names.toArray(String[]::new),
                GlobalSequenceTrackingToken.class.getName(),
                processors.toArray(String[]::new),
                segments.toArray(Integer[]::new),
                positions.toArray(Long[]::new));
        known = new Known(Collections.unmodifiableMap(lags), System.nanoTime());
        return known;
    }
}
