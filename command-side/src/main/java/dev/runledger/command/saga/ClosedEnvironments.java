package dev.runledger.command.saga;

import dev.runledger.command.catalog.EnvironmentLookup;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Cancels what waits in an environment that is gone or not managed (API.md §4.3). A run that has no row yet is judged when it gets
 * one, and none starts there: that is the run's own decision.
 */
public final class ClosedEnvironments {

    private static final Logger log = LoggerFactory.getLogger(ClosedEnvironments.class);

    private static final int AT_A_TIME = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OpenRunTable open;
    private final EnvironmentLookup environments;
    private final Function<Command, CompletableFuture<Object>> send;

    /** @param send returns at once; completes when the command is carried out or refused */
    public ClosedEnvironments(
            OpenRunTable open, EnvironmentLookup environments, Function<Command, CompletableFuture<Object>> send) {
        this.open = open;
        this.environments = environments;
        this.send = send;
    }

    /** Cancels what waits there and waits for it, up to a bound; does nothing if the environment is managed. */
    public void settle(AccountId account, String environment) {
        if (environments.manages(account, environment)) {
            return;
        }
        List<RunKey> page = open.waitingIn(account, environment, "", AT_A_TIME);
        while (!page.isEmpty()) {
            cancelAndWait(page);
            page = page.size() < AT_A_TIME
                    ? List.of()
                    : open.waitingIn(account, environment, page.getLast().stream(), AT_A_TIME);
        }
    }

    /** Judges runs that just got their rows and wait for their instant: their environment may have gone before that. */
    public void recheck(List<PendingRun> later) {
        if (later.isEmpty()) {
            return;
        }
        try {
            Map<AccountId, Map<String, Environment>> known = environments.of(
                    later.stream().map(run -> run.run().account()).collect(Collectors.toSet()));
            later.stream()
                    .filter(run -> !isManaged(known.getOrDefault(run.run().account(), Map.of()), run.environment()))
                    .map(PendingRun::run)
                    .forEach(run -> {
                        var _ = cancel(run);
                    });
        } catch (DataAccessException e) {
            log.info("where {} runs wait cannot be read now; they never start there: {}", later.size(), e.toString());
        }
    }

    private static boolean isManaged(Map<String, Environment> known, String environment) {
        Environment there = known.get(environment);
        return there != null && there.managed();
    }

    private void cancelAndWait(List<RunKey> runs) {
        CompletableFuture.allOf(runs.stream().map(this::cancel).toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> null)
                .join();
    }

    private CompletableFuture<?> cancel(RunKey run) {
        CancelPendingRun command = new CancelPendingRun(run, PendingRun.ENVIRONMENT_CLOSED);
        return send.apply(command).exceptionally(failure -> {
            log.info(
                    "{} was not canceled yet ({}); it is when it is to begin: {}",
                    run,
                    command.reason(),
                    failure.getMessage());
            return null;
        });
    }
}
