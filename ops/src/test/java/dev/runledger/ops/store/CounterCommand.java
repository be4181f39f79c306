package dev.runledger.ops.store;

import dev.runledger.kernel.Command;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** What the tests ask of a counter. */
sealed interface CounterCommand extends Command {

    record Open(@TargetAggregateIdentifier String stream) implements CounterCommand {}

    /** Answers with the sum. */
    record Count(@TargetAggregateIdentifier String stream, int by, String note) implements CounterCommand {
        Count(String stream, int by) {
            this(stream, by, "");
        }
    }

    /** Counts, and is refused after that. */
    record CountThenRefuse(@TargetAggregateIdentifier String stream, int by) implements CounterCommand {}

    /** Counts, and fails with an Error after that. */
    record CountThenBreak(@TargetAggregateIdentifier String stream) implements CounterCommand {}

    /** Counts, and fails with a checked exception after that. */
    record CountThenThrow(@TargetAggregateIdentifier String stream) implements CounterCommand {}

    record CountAlone(@TargetAggregateIdentifier String stream, int by) implements CounterCommand {
        @Override
        public boolean alone() {
            return true;
        }
    }
}
