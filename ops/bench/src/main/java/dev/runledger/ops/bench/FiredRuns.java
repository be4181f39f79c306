package dev.runledger.ops.bench;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What became of jobs that were to fire at known instants. */
final class FiredRuns {

    private static final double MILLIS = 1e6;

    private static final String RUNS = """
            SELECT job, id, scheduled_for, started_at
              FROM views.run
             WHERE account = ? AND job = ANY (?) AND scheduled_for >= ?""";

    private final Rig rig;
    private final JdbcTemplate sql;

    FiredRuns(Rig rig) {
        this.rig = rig;
        this.sql = rig.sql();
    }

    /** One run: when it was due, when its start was recorded, when its request came to the target. */
    record Fire(Instant due, Instant started, Instant arrived) {

        double startedLate() {
            return Duration.between(due, started).toNanos() / MILLIS;
        }

        double arrivedLate() {
            return Duration.between(due, arrived).toNanos() / MILLIS;
        }
    }

    private record Row(String job, String run, Instant due, Instant started) {}

    /** @throws IllegalStateException unless each job ran exactly once, for its own instant */
    List<Fire> of(List<JobKey> jobs, List<Instant> instants) throws IOException {
        Map<String, Instant> due = new HashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            due.put(jobs.get(i).slug(), instants.get(i));
        }
        Map<String, Instant> arrivals = rig.target().clockedStamps();
        List<Fire> fires = new ArrayList<>();
        for (Row row : rows(jobs, instants.getFirst())) {
            Instant arrived = arrivals.get(row.run());
            if (!row.due().equals(due.remove(row.job())) || arrived == null) {
                throw new IllegalStateException("run " + row.run() + " of " + row.job() + " for " + row.due()
                        + " is one too many, or did not arrive at the target");
            }
            fires.add(new Fire(row.due(), row.started(), arrived));
        }
        if (!due.isEmpty()) {
            throw new IllegalStateException("these did not run: " + due);
        }
        return fires;
    }

    private List<Row> rows(List<JobKey> jobs, Instant first) {
        String[] slugs = jobs.stream().map(JobKey::slug).toArray(String[]::new);
        return sql.query(
                connection -> {
                    var query = connection.prepareStatement(RUNS);
                    query.setString(1, AccountId.DEFAULT.toString());
                    query.setArray(2, connection.createArrayOf("text", slugs));
                    query.setTimestamp(3, Timestamp.from(first));
                    return query;
                },
                (row, n) -> new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getTimestamp(4).toInstant()));
    }
}
