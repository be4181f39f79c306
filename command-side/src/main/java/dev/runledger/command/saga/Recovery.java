package dev.runledger.command.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.runledger.command.execution.Handoff;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.saga.OpenRunTable.RunningRun;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the promise that no run is left behind (runs.md: "the run is recovered and marked FAILED"): ends what dead workers were
 * running and what this worker lost sight of, and hands out again what waits and is in nobody's hands. All of it by command: the
 * run decides. {@link #round} is called by one thread; a failed round is logged and the next one tries again.
 */
public final class Recovery {

    /**
     * What this worker has.
     *
     * @param inHand the runs it has taken and not settled
     * @param segments the segments whose runs it carries out
     */
    public record Holdings(Handoff handoff, Supplier<Set<RunKey>> inHand, Supplier<Set<Integer>> segments) {}

    /** Between two rounds. */
    private static final Duration PACE = Duration.ofSeconds(1);

    /** How many rounds lie between two looks for runs that wait in nobody's hands. */
    private static final int ROUNDS_PER_REDRIVE = 10;

    /** In how many looks a run must be missing from our hands before it counts as dropped: its end may just be unread. */
    private static final int LOOKS_BEFORE_DROPPED = 15;

    /** For how long a run that was declared lost is not declared again: its row goes once the end is read. */
    private static final Duration DECLARED_FOR = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Members members;
    private final OpenRunTable open;
    private final Holdings holdings;
    private final Function<Command, ? extends CompletionStage<?>> send;
    private final Cache<RunKey, UUID> declared;
    private Map<RunKey, Integer> missing = Map.of();
    private int rounds;
    private volatile boolean signingOff;

    /** @param send returns at once; completes when the command is carried out or refused */
    public Recovery(
            Members members,
            OpenRunTable open,
            Holdings holdings,
            Function<Command, ? extends CompletionStage<?>> send) {
        this(members, open, holdings, send, Ticker.systemTicker());
    }

    Recovery(
            Members members,
            OpenRunTable open,
            Holdings holdings,
            Function<Command, ? extends CompletionStage<?>> send,
            Ticker nanos) {
        this.members = members;
        this.open = open;
        this.holdings = holdings;
        this.send = send;
        this.declared = Caffeine.newBuilder()
                .expireAfterWrite(DECLARED_FOR)
                .ticker(nanos)
                .build();
    }

    /** Looks for what was left behind; returns how long to wait for the next look. */
    public Duration round() {
        try {
            if (!signingOff) {
                endLostRuns();
                endDroppedRuns();
                handOut();
            }
        } catch (RuntimeException e) {
            log.warn("recovery round failed, the next one is in {}: {}", PACE, e.toString());
        }
        return PACE;
    }

    private void endLostRuns() {
        for (RunningRun lost : open.abandoned()) {
            if (members.mine(NodeRole.WORKER, lost.run().stream()) && declared.getIfPresent(lost.run()) == null) {
                log.warn(
                        "run {} was running on worker {}, which is gone; it fails as WORKER_LOST",
                        lost.run(),
                        lost.worker());
                declare(lost, "the worker that ran it is gone");
            }
        }
    }

    /** Most of these are over already and their rows merely not read yet: then the command changes nothing. */
    private void endDroppedRuns() {
        Set<RunKey> held = holdings.inHand().get();
        Map<RunKey, Integer> stillMissing = new HashMap<>();
        for (RunningRun mine : open.runningOn(members.self().worker())) {
            if (!held.contains(mine.run())) {
                int looks = missing.getOrDefault(mine.run(), 0) + 1;
                stillMissing.put(mine.run(), looks);
                if (looks >= LOOKS_BEFORE_DROPPED && declared.getIfPresent(mine.run()) == null) {
                    declare(mine, "its worker no longer had it in hand");
                }
            }
        }
        missing = stillMissing;
    }

    private void declare(RunningRun run, String why) {
        declared.put(run.run(), run.worker());
        var _ = send.apply(new DeclareWorkerLost(run.run(), run.worker(), why)).whenComplete((answer, failure) -> {
            if (failure != null) {
                log.info("{} could not be declared lost yet: {}", run.run(), failure.getMessage());
                declared.invalidate(run.run());
            }
        });
    }

    /** What should have begun long ago may have been forgotten; all else is handed over when it is due. */
    private void handOut() {
        if (rounds % ROUNDS_PER_REDRIVE == 0) {
            open.overdue(holdings.segments().get()).forEach(holdings.handoff()::offer);
        }
        rounds++;
    }

    /** From now on takes nothing up and ends nothing any more. */
    public void signOff() {
        signingOff = true;
    }
}
