package dev.runledger.ops;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.runledger.command.Commands;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountCommand;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.retry.RetryPolicyCommand;
import dev.runledger.kernel.run.RunCommand;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConcurrencyException;

/** Sends commands over Axon's bus and puts what the bus makes of a failure into the house's words. */
final class BusCommands implements Commands {

    /** Under this name an event's metadata tells who asked for it. */
    static final String ACTOR = "actor";

    /** Shorter than the lease of keyed requests, longer than a command may wait for its turn. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final CommandBus bus;
    private final Duration limit;

    BusCommands(CommandBus bus) {
        this(bus, LONGEST_WAIT);
    }

    /** @param limit for how long a caller waits for an answer */
    BusCommands(CommandBus bus, Duration limit) {
        this.bus = bus;
        this.limit = limit;
    }

    @Override
    public <R> R send(Command command, Caller caller, Class<R> answer) {
        try {
            return answer.cast(dispatch(command, Map.of(ACTOR, caller.actor())).get(limit.toMillis(), MILLISECONDS));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw unavailable("nothing was heard of it for " + limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("its caller was interrupted");
        }
    }

    /** It may still be carried out. */
    private static Refused unavailable(String why) {
        return new Refused(new Refusal.Unavailable(why));
    }

    /** For the house's own commands; completes with the answer or with {@link Refused}. */
    CompletableFuture<Object> send(Command command) {
        return dispatch(command, Map.of());
    }

    private CompletableFuture<Object> dispatch(Command command, Map<String, ?> metaData) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        bus.<Command, Object>dispatch(new GenericCommandMessage<>(command, metaData), (sent, result) -> {
            if (result.isExceptional()) {
                answer.completeExceptionally(inOurWords(command, result.exceptionResult()));
            } else {
                answer.complete(result.getPayload());
            }
        });
        return answer;
    }

    private static Throwable inOurWords(Command command, Throwable failure) {
        return switch (failure) {
            case AggregateNotFoundException missing -> new Refused(notFound(command));
            case ConcurrencyException conflict
            when command instanceof JobCommand.Trigger trigger -> new Refused(new Refusal.RunExists(trigger.run()));
            case ConcurrencyException conflict
            when command instanceof FireJob fire ->
                new Refused(new Refusal.FireRan(fire.job(), fire.environment(), fire.fireAt()));
            case ConcurrencyException conflict ->
                new Refused(new Refusal.Unavailable("others kept changing " + command.stream() + "; ask again"));
            default -> failure;
        };
    }

    private static Refusal notFound(Command command) {
        return switch (command) {
            case JobCommand.Rerun rerun -> new Refusal.JobDeleted(rerun.job().slug());
            case JobCommand job -> new Refusal.JobNotFound(job.job().slug());
            case RetryPolicyCommand policy ->
                new Refusal.PolicyNotFound(policy.key().slug());
            case AccountCommand account -> new Refusal.Unavailable("account " + account.account() + " is not open yet");
            case RunCommand run -> new Refusal.RunNotFound(run.run().id().toString());
            default -> throw new IllegalStateException("no stream is addressed by " + command.getClass());
        };
    }
}
