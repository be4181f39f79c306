package dev.runledger.command.saga;

import dev.runledger.command.saga.OneOffTable.Life;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand.PurgeOneOff;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees one-offs to their end (API.md §4.4): tells a job when the run that it waited for no longer waits, and has the definition
 * deleted a while after its last run ended. What there is to tell is written together with the saga's rows, so a crash forgets
 * nothing; telling twice changes nothing.
 */
public final class OneOffs implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OneOffs.class);

    private static final int AT_A_TIME = 1_000;
    /** Another node may have noted what this one is to tell. */
    private static final Duration PACE = Duration.ofSeconds(1);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OneOffTable table;
    private final Clock clock;
    private final Duration retention;
    private final Predicate<JobKey> mine;
    private final Function<Command, CompletableFuture<Object>> send;
    private final PerTransaction<News> news;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("one-offs").daemon().unstarted(this::loop);
    private volatile boolean closed;

    /** What a batch of events tells of one-offs. */
    private record News(List<OpenRun> spent, Map<Life, Instant> ends) {}

    /**
     * @param retention how long a definition stays after its last run ended
     * @param mine which jobs are this node's to see to; another's may be for a moment, and being told twice does them no harm
     * @param send returns at once; completes with the command's answer, or exceptionally if it was not carried out
     */
    public OneOffs(
            OneOffTable table,
            Clock clock,
            Duration retention,
            Predicate<JobKey> mine,
            Function<Command, CompletableFuture<Object>> send) {
        this.table = table;
        this.mine = mine;
        this.clock = clock;
        this.retention = retention;
        this.send = send;
        this.news = new PerTransaction<>(() -> new News(new ArrayList<>(), new HashMap<>()), this::write, told -> {
            if (!told.spent().isEmpty()) {
                wake.release();
            }
        });
    }

    public void start() {
        thread.start();
    }

    /** The run begins. */
    void begun(OpenRun run) {
        if (run.isOneOffsOwn() && run.worker() == null) {
            news.current().spent().add(run);
        }
    }

    /** The run is over, and perhaps never began. */
    void ended(OpenRun run, Instant at) {
        begun(run);
        if (run.run().kind() == JobKind.ONE_OFF) {
            Life life = new Life(run.run().job(), run.run().incarnation());
            news.current().ends().merge(life, at, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    private void write(News batch) {
        if (!batch.spent().isEmpty()) {
            table.addSpent(batch.spent());
        }
        if (!batch.ends().isEmpty()) {
            table.addEnds(batch.ends());
        }
    }

    private void loop() {
        long lastPurge = System.nanoTime() - BETWEEN_PURGES.toNanos();
        while (!closed) {
            try {
                tellSpent();
                if (System.nanoTime() - lastPurge >= BETWEEN_PURGES.toNanos()) {
                    lastPurge = System.nanoTime();
                    purge();
                }
            } catch (RuntimeException e) {
                log.warn("one-offs could not be seen to, again in {}: {}", PACE, e.toString());
            }
            await();
        }
    }

    private void await() {
        try {
            if (wake.tryAcquire(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Tells every job that has to be told; what cannot be told now is tried again. */
    void tellSpent() {
        List<SpendOneOff> due = spent();
        while (!due.isEmpty() && !closed) {
            List<CompletableFuture<Object>> answers = due.stream().map(send).toList();
            List<SpendOneOff> told = told(due, answers);
            table.removeSpent(told);
            // If none could be told, the same would only be read again.
            due = told.isEmpty() ? List.of() : spent();
        }
    }

    private List<SpendOneOff> spent() {
        return table.spent(AT_A_TIME).stream()
                .filter(spent -> mine.test(spent.job()))
                .toList();
    }

    private static List<SpendOneOff> told(List<SpendOneOff> due, List<CompletableFuture<Object>> answers) {
        List<SpendOneOff> told = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            try {
                answers.get(i)
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
                told.add(due.get(i));
            } catch (CompletionException e) {
                if (Refused.by(e, Refusal.AccountWiped.class)) {
                    told.add(due.get(i));
                    continue;
                }
                log.info(
                        "{} was not told yet that its run began: {}", due.get(i).job(), e.getMessage());
            }
        }
        return told;
    }

    /** Deletes definitions that have been over for long enough. */
    void purge() {
        for (Life life : table.over(clock.instant().minus(retention), AT_A_TIME)) {
            if (mine.test(life.job()) && isPurged(life)) {
                table.removeEnd(life);
            }
        }
    }

    private boolean isPurged(Life life) {
        String reason = "a one-off whose last run ended " + retention + " ago";
        try {
            Object answer = send.apply(new PurgeOneOff(life.job(), life.incarnation(), reason))
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return !(answer instanceof JobView job && isStillThere(job, life));
        } catch (CompletionException e) {
            if (Refused.by(e, Refusal.AccountWiped.class)) {
                return true;
            }
            log.info("{} could not be deleted yet: {}", life.job(), e.getMessage());
            return false;
        }
    }

    private static boolean isStillThere(JobView job, Life life) {
        return job.live()
                && job.incarnation().equals(life.incarnation())
                && job.definition().kind() == JobKind.ONE_OFF;
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            if (thread.isAlive()) {
                thread.join(LAST_WORDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
