package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.JobDefinitionSource;
import dev.runledger.kernel.run.RunOutcome;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** Makes workers for the simulation: all of a worker but the sockets. */
public final class SimulatedWorkers {

    private static final RunOutcome CUT = new RunOutcome.TimedOut("the call was cut off");

    private SimulatedWorkers() {}

    /** What takes the place of the network and of those who are called. */
    public interface Target {

        /** Completes when there is a connection. */
        CompletableFuture<RunOutcome> connect();

        /** The first byte goes out, now. Completes with what came of it, or never. */
        CompletableFuture<RunOutcome> send(UUID run);
    }

    /** Has something happen later. */
    @FunctionalInterface
    public interface Timer {
        void after(Duration delay, Runnable action);
    }

    /** What a worker works with. */
    public record Parts(
            Waiting waiting,
            Commands commands,
            JobDefinitionSource jobs,
            Clock clock,
            Lease lease,
            Target target,
            Timer timer) {}

    public static Worker worker(UUID id, InFlightLimits limits, Parts parts) {
        SendGate gate = new SendGate(parts.lease(), parts.waiting());
        return new Worker(
                id,
                limits,
                new WorkerParts(
                        new PatientCommands(parts.commands(), parts.waiting()),
                        parts.jobs(),
                        new OutboundHeaders("0"),
                        (request, cutoff) -> call(parts, gate, request, cutoff),
                        (limit, cut) -> watchdog(parts.timer(), limit, cut),
                        parts.clock(),
                        parts.waiting()));
    }

    private static Future<?> watchdog(Timer timer, Duration limit, Runnable cut) {
        CompletableFuture<Void> canceled = new CompletableFuture<>();
        timer.after(limit, () -> {
            if (!canceled.isDone()) {
                cut.run();
            }
        });
        return canceled;
    }

    /** As {@link HttpCaller} goes about it. */
    private static RunOutcome call(Parts parts, SendGate gate, OutboundRequest request, Cutoff cutoff) {
        UUID run = UUID.fromString(Objects.requireNonNull(request.headers().get("Runledger-Run")));
        try {
            gate.pass(cutoff);
            RunOutcome refused = await(parts, parts.target().connect(), cutoff);
            if (!(refused instanceof RunOutcome.Answered)) {
                return refused;
            }
            gate.pass(cutoff);
            return await(parts, parts.target().send(run), cutoff);
        } catch (InterruptedIOException | InterruptedException | ExecutionException | TimeoutException e) {
            return CUT;
        }
    }

    private static RunOutcome await(Parts parts, CompletableFuture<RunOutcome> answer, Cutoff cutoff)
            throws InterruptedIOException, InterruptedException, ExecutionException, TimeoutException {
        cutoff.during(() -> answer.complete(CUT));
        RunOutcome outcome = parts.waiting().await(answer, Duration.ofMillis(cutoff.remainingMillis()));
        cutoff.remainingMillis();
        return outcome;
    }
}
