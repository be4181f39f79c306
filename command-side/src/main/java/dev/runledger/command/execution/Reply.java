package dev.runledger.command.execution;

import dev.runledger.kernel.Refusal;

/** What became of a command. */
sealed interface Reply {

    record Done(Object answer) implements Reply {}

    record Denied(Refusal refusal) implements Reply {}

    /** No answer was to be had; whether it was carried out is unknown. */
    record Unknown(String why) implements Reply {}
}
