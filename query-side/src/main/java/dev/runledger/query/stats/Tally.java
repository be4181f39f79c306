package dev.runledger.query.stats;

import static java.util.stream.Collectors.joining;

import dev.runledger.kernel.run.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Finished runs of one environment that were created in one hour or day, counted. Used by one thread. */
final class Tally {

    private static final int MINUTES = 60;

    private final long[] minutes = new long[MINUTES];
    private final DurationHistogram pending = new DurationHistogram();
    private final DurationHistogram ran = new DurationHistogram();
    private long succeeded;
    private long failed;
    private long canceled;

    /**
     * Counts a run, with its instants as they are stored.
     *
     * @param times -1 takes back that it was counted
     */
    void add(FinishedRun run, int times) {
        count(run.status(), times);
        minutes[(int) Math.floorMod(Math.floorDiv(run.createdAt().getEpochSecond(), 60L), (long) MINUTES)] += times;
        Instant startedAt = run.startedAt();
        if (startedAt != null) {
            pending.add(
                    DurationBins.of(Duration.between(run.createdAt(), startedAt).toMillis()), times);
            ran.add(
                    DurationBins.of(
                            Duration.between(startedAt, run.finishedAt()).toMillis()),
                    times);
        }
    }

    void add(Tally more) {
        succeeded += more.succeeded;
        failed += more.failed;
        canceled += more.canceled;
        Arrays.setAll(minutes, minute -> minutes[minute] + more.minutes[minute]);
        pending.add(more.pending);
        ran.add(more.ran);
    }

    /** Adds what a row of one of the tables counted; a day's row knows no minutes. */
    void add(ResultSet row) throws SQLException {
        succeeded += row.getInt("succeeded");
        failed += row.getInt("failed");
        canceled += row.getInt("canceled");
        if (row.getArray("minutes") != null) {
            Integer[] more = array(row, "minutes");
            Arrays.setAll(minutes, minute -> minutes[minute] + more[minute]);
        }
        pending.add(array(row, "pending_bins"), array(row, "pending_counts"));
        ran.add(array(row, "run_bins"), array(row, "run_counts"));
    }

    /** Whether no run is counted, provided that none is counted less than never. */
    boolean isEmpty() {
        return succeeded + failed + canceled == 0;
    }

    long succeeded() {
        return succeeded;
    }

    long failed() {
        return failed;
    }

    long canceled() {
        return canceled;
    }

    /** Of an hour: how many runs were created in each of its minutes, as PostgreSQL writes an array. */
    String minutes() {
        return Arrays.stream(minutes).mapToObj(Long::toString).collect(joining(",", "{", "}"));
    }

    /** From created to started, of runs that started. */
    DurationHistogram pending() {
        return pending;
    }

    /** From started to finished. */
    DurationHistogram ran() {
        return ran;
    }

    private void count(RunStatus status, int times) {
        switch (status) {
            case SUCCEEDED -> succeeded += times;
            case FAILED -> failed += times;
            case CANCELED -> canceled += times;
            case PENDING, RUNNING -> throw new IllegalStateException("a run that is " + status + " is not over");
        }
    }

    private static Integer[] array(ResultSet row, String column) throws SQLException {
        return array(row, row.findColumn(column));
    }

    /** A column that holds an array of whole numbers. */
    static Integer[] array(ResultSet row, int column) throws SQLException {
        return (Integer[]) row.getArray(column).getArray();
    }
}
