package dev.runledger.command.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.command.catalog.JobLookup;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Cancels what waits for a job that an edit took the reason from (API.md §2.2, §4.3). The edit's caller is answered after that;
 * should the caller's node die, the event brings it about. A run that has no row yet is judged when it gets one, or by the
 * worker that is to begin it.
 */
@ProcessingGroup("obsolete-runs")
public final class ObsoleteRuns {

    private static final Logger log = LoggerFactory.getLogger(ObsoleteRuns.class);
    private static final long PATIENCE_SECONDS = 10;

    /** For how long after an edit rows of runs may still come that were made before it. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private static final int MOST_RECENT = 10_000;

    private final OpenRunTable open;
    private final JobLookup jobs;
    private final Cache<JobKey, Integer> edited = Caffeine.newBuilder()
            .expireAfterWrite(RECENT)
            .maximumSize(MOST_RECENT)
            .build();
    private final Function<Command, CompletableFuture<Object>> send;

    /** @param send returns at once; completes when the command is carried out or refused */
    public ObsoleteRuns(OpenRunTable open, JobLookup jobs, Function<Command, CompletableFuture<Object>> send) {
        this.open = open;
        this.jobs = jobs;
        this.send = send;
    }

    @EventHandler
    void on(JobReplaced event) {
        cancel(waitingFor(event));
    }

    @EventHandler
    void on(JobDeleted event) {
        cancel(waitingFor(event));
    }

    private Map<RunKey, String> waitingFor(JobEvent edit) {
        return obsolete(edit.job(), JobView.after(edit));
    }

    /**
     * Cancels what this edit made obsolete and waits for it, up to a bound. A one-off's run is known by the job itself, however
     * far its row is behind.
     */
    public void settle(JobView before, JobView after) {
        Map<RunKey, String> runs = new LinkedHashMap<>();
        trying(() -> runs.putAll(obsolete(after.key(), after)), "what waits for " + after.key());
        String gone = after.live() ? "schedule changed" : "job deleted";
        before.next()
                .forEach((environment, next) -> armed(before, next)
                        .filter(run -> !after.waitsFor(run.id(), environment))
                        .ifPresent(run -> runs.putIfAbsent(
                                run, after.disabled().contains(environment) ? "environment disabled" : gone)));
        CompletableFuture.allOf(cancel(runs))
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> null)
                .join();
    }

    private static Optional<RunKey> armed(JobView job, NextRun next) {
        return Optional.ofNullable(next.run()).map(run -> new RunKey(job.key().account(), run));
    }

    /**
     * Judges runs that just got their rows by what their jobs are now: an edit may have come before that.
     *
     * @param later those that wait for their instant
     * @param due those that begin as soon as there is room for them; the busy way, so only recently edited jobs are looked up
     */
    public void recheck(List<PendingRun> later, List<PendingRun> due) {
        List<PendingRun> judged = new ArrayList<>(later);
        due.stream().filter(run -> edited.getIfPresent(run.job()) != null).forEach(judged::add);
        if (!judged.isEmpty()) {
            trying(() -> cancelObsolete(judged), "what " + judged.size() + " runs wait for");
        }
    }

    private void cancelObsolete(List<PendingRun> waiting) {
        Map<JobKey, Optional<JobView>> current = new HashMap<>();
        Map<RunKey, String> obsolete = new LinkedHashMap<>();
        for (PendingRun run : waiting) {
            current.computeIfAbsent(run.job(), jobs::find)
                    .map(run::obsoleteUnder)
                    .orElse(Optional.of("job deleted"))
                    .ifPresent(why -> obsolete.put(run.run(), why));
        }
        cancel(obsolete);
    }

    /** What asks is done already and must not fail for this; the event or the worker judges the runs later. */
    private static void trying(Runnable reading, String what) {
        try {
            reading.run();
        } catch (DataAccessException e) {
            log.info("{} cannot be read now; obsolete runs are canceled later: {}", what, e.toString());
        }
    }

    private Map<RunKey, String> obsolete(JobKey job, JobView after) {
        // Before the rows are read: what comes after that is told to recheck.
        edited.put(job, after.version());
        Map<RunKey, String> obsolete = new LinkedHashMap<>();
        for (PendingRun run : open.waiting(job)) {
            if (run.incarnation().equals(after.incarnation())) {
                run.obsoleteUnder(after).ifPresent(why -> obsolete.put(run.run(), why));
            }
        }
        return obsolete;
    }

    private CompletableFuture<?>[] cancel(Map<RunKey, String> runs) {
        return runs.entrySet().stream()
                .map(run -> cancel(run.getKey(), run.getValue()))
                .toArray(CompletableFuture[]::new);
    }

    private CompletableFuture<?> cancel(RunKey run, String why) {
        return send.apply(new CancelPendingRun(run, why)).exceptionally(failure -> {
            log.info("{} was not canceled yet ({}); it is when it is to begin: {}", run, why, failure.getMessage());
            return null;
        });
    }
}
