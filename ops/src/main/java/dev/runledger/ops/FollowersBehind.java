package dev.runledger.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether all who follow events, on whatever node, have committed what those up to a position make: by what nodes wrote down, and of
 * this node's own segments by what it knows, which is some seconds ahead of that. One that was never at work has made nothing.
 */
final class FollowersBehind {

    private static final String POSITIONS = """
            SELECT processor, segment,
                   CASE WHEN token_type = ? THEN (convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint ELSE 0 END
              FROM ledger.token
             WHERE processor = ANY (?)""";

    private final JdbcTemplate sql;
    private final Function<String, Map<Integer, Long>> here;
    private final List<String> names;

    /** @param here how far this node has come with the segments it holds of a follower */
    FollowersBehind(JdbcTemplate sql, Function<String, Map<Integer, Long>> here) {
        this.sql = sql;
        this.here = here;
        this.names = ProcessorConfiguration.FOLLOWERS.stream()
                .map(ProcessorConfiguration.Follower::name)
                .toList();
    }

    boolean havePassed(long position) {
        Map<String, Map<Integer, Long>> held = new HashMap<>();
        names.forEach(name -> held.put(name, here.apply(name)));
        return sql
                .query(
                        POSITIONS,
                        (row, n) -> Math.max(
                                row.getLong(3),
                                held.getOrDefault(row.getString(1), Map.of()).getOrDefault(row.getInt(2), 0L)),
                        GlobalSequenceTrackingToken.class.getName(),
                        names.toArray(String[]::new))
                .stream()
                .allMatch(at -> at >= position);
    }
}
