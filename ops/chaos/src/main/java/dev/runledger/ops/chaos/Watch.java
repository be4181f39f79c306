package dev.runledger.ops.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the ledger all the time to learn how long after a node's death its runs were declared lost. It sees that by its own
 * monotonic clock, up to {@link #BEAT} late.
 */
final class Watch implements AutoCloseable {

    static final Duration BEAT = Duration.ofMillis(100);

    private static final String NEWS = """
            SELECT position, stream, name, convert_from(payload, 'UTF8')::json ->> 'worker' AS worker
              FROM ledger.event
             WHERE position > ?
               AND (name = 'RunStarted'
                    OR name = 'RunFailed' AND convert_from(payload, 'UTF8')::json ->> 'reason' = 'WORKER_LOST')
             ORDER BY position""";

    /** @param afterMillis from the fault to the first run declared lost */
    record Detection(int node, String fault, long afterMillis) {}

    /** @param until losses after that have another reason */
    private record Death(int node, String fault, long at, long until) {}

    private record Loss(UUID worker, long at) {}

    private record Worker(UUID node, long firstSeen) {}

    private final DatabaseProcess database;
    private final Supplier<Map<UUID, Integer>> nodes;
    private final Thread thread;
    private final Map<UUID, Worker> workers = new HashMap<>();
    private final Map<String, UUID> running = new HashMap<>();
    private final List<Death> deaths = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();
    private long position;
    private volatile boolean closed;

    /** @param nodes the numbers of nodes by their ids */
    Watch(DatabaseProcess database, Supplier<Map<UUID, Integer>> nodes) {
        this.database = database;
        this.nodes = nodes;
        this.thread = Thread.ofVirtual().name("watch").start(this::run);
    }

    private void run() {
        while (!closed) {
            try (Connection connection = database.connect();
                    PreparedStatement news = connection.prepareStatement(NEWS);
                    Statement statement = connection.createStatement()) {
                while (!closed) {
                    look(statement, news);
                    Thread.sleep(BEAT);
                }
            } catch (SQLException away) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BEAT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(Statement statement, PreparedStatement news) throws SQLException {
        long now = System.nanoTime();
        try (ResultSet row = statement.executeQuery("SELECT id, node FROM ledger.worker")) {
            while (row.next()) {
                workers.putIfAbsent(
                        row.getObject("id", UUID.class), new Worker(row.getObject("node", UUID.class), now));
            }
        }
        news.setLong(1, position);
        try (ResultSet row = news.executeQuery()) {
            while (row.next()) {
                position = row.getLong("position");
                take(row.getString("stream"), row.getString("name"), row.getString("worker"), now);
            }
        }
    }

    private void take(String run, String name, @Nullable String worker, long now) {
        if (worker != null) {
            running.put(run, UUID.fromString(worker));
        } else if (name.equals("RunFailed") && running.containsKey(run)) {
            losses.add(new Loss(running.get(run), now));
        }
    }

    /** @param within a loss later than that has another reason */
    synchronized void died(int node, String fault, Duration within) {
        long now = System.nanoTime();
        deaths.add(new Death(node, fault, now, now + within.toNanos()));
    }

    /** Of faults that left runs behind. */
    synchronized List<Detection> detections() {
        Map<UUID, Integer> numbers = nodes.get();
        List<Detection> detections = new ArrayList<>();
        for (Death death : deaths) {
            losses.stream()
                    .filter(loss -> loss.at() > death.at() && loss.at() < death.until() && victim(loss, death, numbers))
                    .mapToLong(Loss::at)
                    .min()
                    .ifPresent(at -> detections.add(new Detection(
                            death.node(),
                            death.fault(),
                            Duration.ofNanos(at - death.at()).toMillis())));
        }
        return detections;
    }

    private boolean victim(Loss loss, Death death, Map<UUID, Integer> numbers) {
        Worker worker = workers.get(loss.worker());
        return worker != null
                && worker.firstSeen() < death.at()
                && Integer.valueOf(death.node()).equals(numbers.get(worker.node()));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
