package dev.runledger.command.execution;

import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** Deciders that follow a script; beyond it they grant every start and take every outcome. */
final class ScriptedCommands implements Commands {

    static final Instant NOON = Instant.parse("2026-05-05T12:00:00Z");

    final List<Command> sent = new CopyOnWriteArrayList<>();
    private final Queue<Function<StartRun, CompletionStage<Object>>> starts = new ArrayDeque<>();
    private final Queue<Function<CompleteRun, CompletionStage<Object>>> completions = new ArrayDeque<>();

    ScriptedCommands onStart(Function<StartRun, CompletionStage<Object>> next) {
        starts.add(next);
        return this;
    }

    ScriptedCommands onComplete(Function<CompleteRun, CompletionStage<Object>> next) {
        completions.add(next);
        return this;
    }

    @Override
    public synchronized CompletionStage<Object> send(Command command) {
        sent.add(command);
        return switch (command) {
            case StartRun start -> next(starts, ScriptedCommands::granted).apply(start);
            case CompleteRun complete -> next(completions, taken -> done(taken)).apply(complete);
            default -> done(command);
        };
    }

    private static <C> Function<C, CompletionStage<Object>> next(
            Queue<Function<C, CompletionStage<Object>>> script, Function<C, CompletionStage<Object>> otherwise) {
        Function<C, CompletionStage<Object>> next = script.poll();
        return next == null ? otherwise : next;
    }

    static CompletionStage<Object> granted(StartRun start) {
        return done(view(start, NOON));
    }

    static RunView view(StartRun start, Instant startedAt) {
        RunTriggered triggered = new RunTriggered(
                start.run(),
                start.job().slug(),
                start.incarnation(),
                start.jobVersion(),
                JobKind.MANUAL,
                "production",
                new Trigger.Manual(),
                startedAt);
        return RunView.first(triggered)
                .then(new RunStarted(
                        start.run(),
                        start.worker(),
                        start.attempt(),
                        start.jobVersion(),
                        start.successStatus(),
                        start.request(),
                        startedAt));
    }

    static CompletionStage<Object> done(Object answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** Wrapped, as buses do. */
    static CompletionStage<Object> refused(Refusal refusal) {
        return CompletableFuture.failedFuture(new CompletionException(new Refused(refusal)));
    }

    static CompletionStage<Object> unavailable() {
        return refused(new Refusal.Unavailable("the database is away"));
    }

    <C extends Command> List<C> sent(Class<C> kind) {
        return Stream.of(sent.toArray(Command[]::new))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
