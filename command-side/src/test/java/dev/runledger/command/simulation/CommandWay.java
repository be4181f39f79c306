package dev.runledger.command.simulation;

import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.command.simulation.Deciders.Decision;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.run.RunCommand;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** A process's way to its deciders and their commits, as the bus goes it: refusals and conflicts in the house's words. */
final class CommandWay {

    /** How often a command is tried that met others at the same keys. */
    private static final int TRIES = 2;

    private final World world;
    private final Host host;
    private final Clock clock;
    private final Consumer<NextFire> onMoved;

    CommandWay(World world, Host host, Clock clock, Consumer<NextFire> onMoved) {
        this.world = world;
        this.host = host;
        this.clock = clock;
        this.onMoved = onMoved;
    }

    CompletableFuture<Object> send(Command command) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        host.spawn("command", () -> {
            try {
                answer.complete(carriedOut(command));
            } catch (DataAccessException e) {
                answer.completeExceptionally(new Refused(new Refusal.Unavailable(String.valueOf(e.getMessage()))));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** What a commit came to. */
    private sealed interface Commit {

        record Done(List<NextFire> moved) implements Commit {}

        /** The rows that the decision relies on are locked to its commit, so it would have been made a moment later. */
        record Moved() implements Commit {}

        record Conflict() implements Commit {}
    }

    private @Nullable Object carriedOut(Command command) throws Exception {
        Database database = world.database();
        for (int conflicts = 0; conflicts < TRIES; ) {
            Facts facts = database.call(host, () -> database.ledger.facts(command));
            Decision decision = decided(command, facts);
            if (decision.events().isEmpty()) {
                return decision.answer();
            }
            switch (database.call(host, () -> commit(command, facts, decision))) {
                case Commit.Done(var moved) -> {
                    moved.forEach(onMoved);
                    return decision.answer();
                }
                case Commit.Moved moved -> world.time().tell(() -> host.name() + " decides again: " + command);
                case Commit.Conflict conflict -> conflicts++;
            }
        }
        throw new Refused(conflict(command));
    }

    private Decision decided(Command command, Facts facts) throws Exception {
        try {
            return world.deciders().decide(command, facts, clock, world.database().ledger::stream);
        } catch (AggregateNotFoundException e) {
            throw new Refused(notFound(command));
        }
    }

    private Commit commit(Command command, Facts facts, Decision decision) {
        Ledger ledger = world.database().ledger;
        if (!ledger.facts(command).equals(facts)) {
            return new Commit.Moved();
        }
        if (!ledger.isFree(decision.events())) {
            return new Commit.Conflict();
        }
        decision.events().forEach(event -> world.time().tell(() -> host.name() + " stores " + event.getPayload()));
        world.referee().onCommit(decision.events());
        List<NextFire> moved = ledger.append(decision.events());
        world.tellOfNews();
        return new Commit.Done(moved);
    }

    private static Refusal notFound(Command command) {
        return switch (command) {
            case JobCommand job -> new Refusal.JobNotFound(job.job().slug());
            case RunCommand run -> new Refusal.RunNotFound(run.run().id().toString());
            default -> throw new IllegalStateException("no stream is addressed by " + command);
        };
    }

    private static Refusal conflict(Command command) {
        return switch (command) {
            case JobCommand.Trigger trigger -> new Refusal.RunExists(trigger.run());
            case FireJob fire -> new Refusal.FireRan(fire.job(), fire.environment(), fire.fireAt());
            default -> new Refusal.Unavailable("others kept changing " + command.stream());
        };
    }
}
