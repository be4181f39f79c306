package dev.runledger.command.saga;

import dev.runledger.command.execution.PendingRun;
import dev.runledger.command.saga.OpenRunTable.RunningRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rows of open runs in the simulated database. */
public final class SimulatedRows {

    private static final int MOST_OVERDUE = 200;

    private final Map<String, OpenRun> rows = new TreeMap<>();
    private final Predicate<UUID> isRegistered;
    private final Supplier<Instant> now;

    public SimulatedRows(Predicate<UUID> isRegistered, Supplier<Instant> now) {
        this.isRegistered = isRegistered;
        this.now = now;
    }

    /** How a process has something asked of the database. */
    @FunctionalInterface
    public interface Statements {
        <T> T call(Supplier<T> statement);
    }

    /** What a transaction has written, until it commits. */
    record Written(Collection<OpenRun> kept, Collection<String> ended) {}

    public Set<String> open() {
        return rows.keySet();
    }

    void apply(Written written) {
        // As the upsert does: of a row that is there, the worker alone changes. Instants of what is read are those
        // stored.
        written.kept()
                .forEach(run -> rows.merge(
                        run.stream(),
                        new OpenRun(run.run(), run.dueAt(), null, run.worker()),
                        (old, fresh) -> new OpenRun(old.run(), old.dueAt(), null, fresh.worker())));
        written.ended().forEach(rows::remove);
    }

    private Stream<OpenRun> waiting(Set<Integer> segments) {
        return rows.values().stream()
                .filter(run -> run.worker() == null && segments.contains(RunSegments.of(run.stream())))
                .sorted(Comparator.comparing(OpenRun::dueAt));
    }

    private List<RunningRun> running(Predicate<UUID> which) {
        return rows.values().stream()
                .flatMap(run -> Stream.ofNullable(run.worker())
                        .filter(which)
                        .map(worker -> new RunningRun(run.run().run(), worker)))
                .toList();
    }

    /** The rows as one process reads them. What its followers read is part of their transaction and is not waited for. */
    static final class Table implements OpenRunTable {

        private final SimulatedRows all;
        private final Statements statements;
        private Written written = new Written(List.of(), List.of());

        Table(SimulatedRows all, Statements statements) {
            this.all = all;
            this.statements = statements;
        }

        @Override
        public Optional<OpenRun> find(String run) {
            return Optional.ofNullable(all.rows.get(run));
        }

        @Override
        public List<OpenRun> due(Instant after, Instant until, Set<Integer> segments, int most) {
            return statements.call(() -> all.waiting(segments)
                    .filter(run -> run.dueAt().isAfter(after) && !run.dueAt().isAfter(until))
                    .limit(most)
                    .toList());
        }

        @Override
        public List<PendingRun> overdue(Set<Integer> segments) {
            return statements.call(() -> all.waiting(segments)
                    .filter(run -> !run.dueAt().isAfter(all.now.get().minusSeconds(60)))
                    .limit(MOST_OVERDUE)
                    .map(OpenRun::run)
                    .toList());
        }

        @Override
        public List<PendingRun> waiting(JobKey job) {
            return statements.call(() -> all.rows.values().stream()
                    .filter(run -> run.worker() == null && run.run().job().equals(job))
                    .map(OpenRun::run)
                    .toList());
        }

        @Override
        public List<RunKey> waitingIn(AccountId account, String environment, String after, int most) {
            return statements.call(() -> all.rows.values().stream()
                    .filter(run ->
                            run.worker() == null && run.run().environment().equals(environment))
                    .map(run -> run.run().run())
                    .filter(run -> run.account().equals(account) && run.stream().compareTo(after) > 0)
                    .sorted(Comparator.comparing(RunKey::stream))
                    .limit(most)
                    .toList());
        }

        @Override
        public List<RunningRun> runningOn(UUID worker) {
            return statements.call(() -> all.running(worker::equals));
        }

        @Override
        public List<RunningRun> abandoned() {
            return statements.call(() -> all.running(worker -> !all.isRegistered.test(worker)));
        }

        @Override
        public void write(Collection<OpenRun> kept, Collection<String> ended) {
            written = new Written(List.copyOf(kept), List.copyOf(ended));
        }

        Written taken() {
            Written taken = written;
            written = new Written(List.of(), List.of());
            return taken;
        }
    }

    public static int segmentOf(RunKey run) {
        return RunSegments.of(run.stream());
    }
}
