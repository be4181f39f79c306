package dev.runledger.command.account;

import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountCommand.ConfirmCleared;
import dev.runledger.kernel.account.AccountEvent.EnvironmentCreated;
import dev.runledger.kernel.account.AccountEvent.EnvironmentDeleted;
import dev.runledger.kernel.account.AccountEvent.EnvironmentReplaced;
import dev.runledger.kernel.job.JobCommand.RemoveOverlay;
import dev.runledger.kernel.job.JobCommand.ResumeFires;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to what a change of an environment means for jobs and runs (API.md §4.3, §8.3): what waits is canceled, recurring jobs go
 * on, entries go. The change's caller is answered after that; should the caller's node die, or lose its patience, the event
 * brings it about. All of it may be asked twice.
 */
@ProcessingGroup("obsolete-runs")
public final class EnvironmentChanges {

    private static final Logger log = LoggerFactory.getLogger(EnvironmentChanges.class);

    private static final int AT_A_TIME = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a caller waits. */
    private static final Duration CALLERS_PATIENCE = Duration.ofSeconds(10);

    private final JobCatalog jobs;
    private final WaitingInEnvironments waiting;
    private final Function<Command, CompletableFuture<Object>> send;

    /** @param send returns at once; completes with the command's answer, or exceptionally if it was not carried out */
    public EnvironmentChanges(
            JobCatalog jobs, WaitingInEnvironments waiting, Function<Command, CompletableFuture<Object>> send) {
        this.jobs = jobs;
        this.waiting = waiting;
        this.send = send;
    }

    @EventHandler
    void on(EnvironmentCreated event) {
        if (event.definition().managed()) {
            resume(event.account(), event.environment(), event.createdAt());
        }
    }

    @EventHandler
    void on(EnvironmentReplaced event) {
        if (!event.definition().managed()) {
            waiting.settle(event.account(), event.environment());
        } else if (!event.managedBefore()) {
            resume(event.account(), event.environment(), event.updatedAt());
        }
    }

    @EventHandler
    void on(EnvironmentDeleted event) {
        waiting.settle(event.account(), event.environment());
        if (event.cascade()) {
            clear(event.account(), event.environment());
        }
    }

    /** Before a key becomes managed, nothing may wait there from before: it would begin. */
    void opening(AccountId account, String environment) {
        forCaller(() -> waiting.settle(account, environment), environment);
    }

    /** The environment is managed as of this instant; recurring jobs that are enabled there fire there again. */
    void opened(AccountId account, String environment, Instant since) {
        forCaller(() -> resume(account, environment, since), environment);
    }

    /** The environment is not managed any more, or gone. */
    void closed(AccountId account, String environment) {
        forCaller(() -> waiting.settle(account, environment), environment);
    }

    /** The environment is gone, and so are the jobs' entries for it. */
    void cleared(AccountId account, String environment) {
        forCaller(() -> clear(account, environment), environment);
    }

    /** What asks is done already, and must not fail for what will follow anyway. */
    private void forCaller(Runnable work, String environment) {
        CompletableFuture.runAsync(work, Thread::startVirtualThread)
                .orTimeout(CALLERS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    log.info("jobs learn later what became of environment {}: {}", environment, failure.toString());
                    return null;
                })
                .join();
    }

    private void resume(AccountId account, String environment, Instant since) {
        carryOut(jobs.silentIn(account, environment).stream()
                .map(slug -> new ResumeFires(new JobKey(account, slug), environment, since))
                .toList());
    }

    private void clear(AccountId account, String environment) {
        carryOut(jobs.inEnvironment(account, environment).stream()
                .map(slug -> new RemoveOverlay(new JobKey(account, slug), environment))
                .toList());
        carryOut(List.of(new ConfirmCleared(account, environment)));
    }

    private void carryOut(List<? extends Command> commands) {
        for (int from = 0; from < commands.size(); from += AT_A_TIME) {
            List<CompletableFuture<Object>> answers =
                    commands.subList(from, Math.min(commands.size(), from + AT_A_TIME)).stream()
                            .map(send)
                            .toList();
            answers.forEach(EnvironmentChanges::await);
        }
    }

    /** A job that is gone by now needs nothing, and an account that is wiped has nothing. */
    private static void await(CompletableFuture<Object> answer) {
        try {
            answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (!Refused.by(e, Refusal.JobNotFound.class) && !Refused.by(e, Refusal.AccountWiped.class)) {
                throw e;
            }
        }
    }
}
