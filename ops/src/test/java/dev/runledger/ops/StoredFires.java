package dev.runledger.ops;

import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the store holds of a simulation, in the order in which it was committed, by the slugs of jobs. */
final class StoredFires {

    /** A run that began or a gap that was recorded. */
    record Fire(long position, UUID incarnation, Object event) {}

    private static final String READ = """
            SELECT position, stream, name, payload FROM ledger.event
             WHERE name IN ('JobCreated', 'JobReplaced', 'JobDeleted', 'RunTriggered', 'FiresSkipped') ORDER BY position""";

    private final Map<String, List<Long>> edits = new HashMap<>();
    private final Map<String, Map<String, List<Fire>>> fires = new HashMap<>();
    private final Set<UUID> runs = new HashSet<>();
    private int runsTriggered;
    private int gaps;
    private long skipped;

    StoredFires(JdbcTemplate sql) {
        sql.query(READ, this::take);
    }

    private void take(ResultSet row) throws SQLException {
        long position = row.getLong("position");
        switch (row.getString("name")) {
            case "RunTriggered" -> {
                RunTriggered run = read(row, RunTriggered.class);
                runs.add(run.run().id());
                runsTriggered++;
                add(run.job(), run.environment(), new Fire(position, run.incarnation(), run));
            }
            case "FiresSkipped" -> {
                FiresSkipped gap = read(row, FiresSkipped.class);
                gaps++;
                skipped += gap.count();
                add(gap.job().slug(), gap.environment(), new Fire(position, gap.incarnation(), gap));
            }
            default -> {
                String stream = row.getString("stream");
                String slug = stream.substring(stream.lastIndexOf('/') + 1);
                edits.computeIfAbsent(slug, any -> new ArrayList<>()).add(position);
            }
        }
    }

    private static <T> T read(ResultSet row, Class<T> type) throws SQLException {
        try {
            return Json.STORED.readValue(row.getBytes("payload"), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String slug, String environment, Fire fire) {
        fires.computeIfAbsent(slug, any -> new TreeMap<>())
                .computeIfAbsent(environment, any -> new ArrayList<>())
                .add(fire);
    }

    /** Positions of the events by which each job was written. */
    Map<String, List<Long>> edits() {
        return edits;
    }

    /** By slug and environment. */
    Map<String, Map<String, List<Fire>>> fires() {
        return fires;
    }

    int runs() {
        return runsTriggered;
    }

    int distinctRuns() {
        return runs.size();
    }

    int gaps() {
        return gaps;
    }

    /** How many instants lie in the gaps. */
    long skipped() {
        return skipped;
    }
}
