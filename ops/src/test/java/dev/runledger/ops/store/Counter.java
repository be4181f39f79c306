package dev.runledger.ops.store;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.io.IOException;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Counts. */
class Counter {

    @AggregateIdentifier
    private @Nullable String stream;

    private int sum;

    Counter() {}

    @CommandHandler
    Counter(CounterCommand.Open command) {
        apply(new CounterEvent.Opened(command.stream()));
    }

    @CommandHandler
    int handle(CounterCommand.Count command) {
        apply(new CounterEvent.Counted(command.by(), command.note()));
        return sum;
    }

    @CommandHandler
    int handle(CounterCommand.CountAlone command) {
        apply(new CounterEvent.Counted(command.by(), "alone"));
        return sum;
    }

    @CommandHandler
    void handle(CounterCommand.CountThenRefuse command) {
        apply(new CounterEvent.Counted(command.by(), "refused"));
        throw new Refused(new Refusal.JobNotFound(String.valueOf(stream)));
    }

    @CommandHandler
    void handle(CounterCommand.CountThenBreak command) {
        apply(new CounterEvent.Counted(1, "broken"));
        throw new StackOverflowError("on purpose");
    }

    @CommandHandler
    void handle(CounterCommand.CountThenThrow command) throws IOException {
        apply(new CounterEvent.Counted(1, "thrown"));
        throw new IOException("on purpose");
    }

    @EventSourcingHandler
    void on(CounterEvent.Opened event) {
        stream = event.counter();
    }

    @EventSourcingHandler
    void on(CounterEvent.Counted event) {
        sum += event.by();
    }
}
