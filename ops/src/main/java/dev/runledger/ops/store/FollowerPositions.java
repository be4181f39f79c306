package dev.runledger.ops.store;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Up to which position a follower has committed what events make, by segment. All events of a stream belong to one segment, so
 * together the segments tell exactly which events are contained in what the follower writes.
 */
public record FollowerPositions(Map<Segment, Long> bySegment) {

    /** Before the first event. */
    public static final FollowerPositions NONE = new FollowerPositions(Map.of(Segment.ROOT_SEGMENT, 0L));

    private static final String READ =
            "SELECT segment, token, token_type FROM ledger.token WHERE processor = ? ORDER BY segment";

    /** @throws IllegalArgumentException without any segment */
    public FollowerPositions {
        if (bySegment.isEmpty()) {
            throw new IllegalArgumentException("a follower has one segment at least");
        }
        bySegment = Map.copyOf(bySegment);
    }

    private record Row(int segment, @Nullable TrackingToken token) {}

    /**
     * Those of a follower at this moment; {@code null} if it has never been at work, or is being split or merged just now.
     *
     * @param tokens how tokens are written
     */
    public static @Nullable FollowerPositions read(JdbcTemplate sql, Serializer tokens, String follower) {
        return read(sql, tokens, follower, READ);
    }

    /** As {@link #read}; until the calling thread's transaction ends, the follower can commit nothing. */
    public static @Nullable FollowerPositions hold(JdbcTemplate sql, Serializer tokens, String follower) {
        return read(sql, tokens, follower, READ + " FOR UPDATE");
    }

    private static @Nullable FollowerPositions read(
            JdbcTemplate sql, Serializer tokens, String follower, String select) {
        List<Row> rows = sql.query(
                select,
                (row, number) -> new Row(row.getInt(1), token(tokens, row.getBytes(2), row.getString(3))),
                follower);
        int[] segments = rows.stream().mapToInt(Row::segment).toArray();
        Map<Segment, Long> positions = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.token() != null && !(row.token() instanceof GlobalSequenceTrackingToken)) {
                return null;
            }
            positions.put(Segment.computeSegment(row.segment(), segments), PostgresEventStorage.position(row.token()));
        }
        return positions.isEmpty() ? null : new FollowerPositions(positions);
    }

    private static @Nullable TrackingToken token(Serializer tokens, byte @Nullable [] json, @Nullable String type) {
        return json == null || type == null
                ? null
                : tokens.deserialize(new SimpleSerializedObject<>(json, byte[].class, type, null));
    }

    /** The position of the segment that a stream's events belong to, as Axon shares them out by default: per aggregate. */
    public long of(String stream) {
        for (Map.Entry<Segment, Long> segment : bySegment.entrySet()) {
            if (segment.getKey().matches((Object) stream)) {
                return segment.getValue();
            }
        }
        throw new IllegalStateException("no segment has stream " + stream);
    }

    /** Up to here everything is contained. */
    public long least() {
        return bySegment.values().stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    /** Nothing behind this is contained. */
    public long most() {
        return bySegment.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    }
}
