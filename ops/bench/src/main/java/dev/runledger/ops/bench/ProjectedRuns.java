package dev.runledger.ops.bench;

import dev.runledger.kernel.AccountId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the list of runs says: a run that is over is over when it can be seen there. */
final class ProjectedRuns {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MS = 20;

    private static final String SOME_UNFINISHED = "SELECT EXISTS (SELECT FROM views.open_run WHERE account = ?)";

    private static final String COUNTS = """
            SELECT status, count(*) FROM views.open_run WHERE account = ? GROUP BY status
            UNION ALL
            SELECT status, count(*) FROM views.run WHERE account = ? GROUP BY status""";

    private final JdbcTemplate sql;
    private final String account = AccountId.DEFAULT.toString();

    ProjectedRuns(JdbcTemplate sql) {
        this.sql = sql;
    }

    int succeeded() {
        return counts().getOrDefault("SUCCEEDED", 0);
    }

    int failed() {
        return counts().getOrDefault("FAILED", 0);
    }

    /** Waits until exactly so many runs, of all there ever were, are listed as succeeded and as failed, and none as not over. */
    void awaitCounts(int succeeded, int failed) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (someUnfinished() || succeeded() != succeeded || failed() != failed) {
            pause(deadline, succeeded + " runs to be listed as succeeded and " + failed + " as failed");
        }
    }

    /** Waits until so many runs are listed as not over. */
    void awaitWaiting(int runs) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (counts().getOrDefault("PENDING", 0) < runs) {
            pause(deadline, runs + " runs to be listed as waiting");
        }
    }

    /**
     * Waits until so many runs, of all there ever were, are listed as succeeded.
     *
     * @throws IllegalStateException if one ended otherwise
     */
    void awaitSucceeded(int runs) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (someUnfinished() || !allSucceeded(runs)) {
            pause(deadline, runs + " runs to be listed as succeeded");
        }
    }

    private boolean someUnfinished() {
        return Boolean.TRUE.equals(sql.queryForObject(SOME_UNFINISHED, Boolean.class, account));
    }

    private boolean allSucceeded(int runs) {
        Map<String, Integer> counts = counts();
        if (counts.containsKey("FAILED") || counts.containsKey("CANCELED")) {
            throw new IllegalStateException("not every run succeeded: " + counts);
        }
        return counts.getOrDefault("SUCCEEDED", 0) == runs;
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        sql.query(
                COUNTS,
                row -> {
                    counts.put(row.getString(1), row.getInt(2));
                },
                account,
                account);
        return counts;
    }

    private void pause(long deadline, String what) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                    "waited " + PATIENCE.toSeconds() + " s for " + what + ", and there are " + counts());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
}
