package dev.runledger.ops.store;

import dev.runledger.kernel.EventType;

/** The vocabulary of the tests. */
sealed interface CounterEvent {

    @EventType(name = "CounterOpened")
    record Opened(String counter) implements CounterEvent {}

    @EventType(name = "CounterCounted")
    record Counted(int by, String note) implements CounterEvent {}
}
