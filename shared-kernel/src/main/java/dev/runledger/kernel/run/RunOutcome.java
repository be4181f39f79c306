package dev.runledger.kernel.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What came of calling out. Each {@code detail} is shown to the user as the run's {@code error}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunOutcome.Answered.class, name = "ANSWERED"),
    @JsonSubTypes.Type(value = RunOutcome.TimedOut.class, name = "TIMED_OUT"),
    @JsonSubTypes.Type(value = RunOutcome.Unreachable.class, name = "UNREACHABLE"),
    @JsonSubTypes.Type(value = RunOutcome.Blocked.class, name = "BLOCKED")
})
public sealed interface RunOutcome {

    /** A complete response, whatever its status. */
    record Answered(ResponseSnapshot response) implements RunOutcome {}

    /** No complete response within the run's timeout. */
    record TimedOut(String detail) implements RunOutcome {}

    /** No response, or none that could be read: name, connection, TLS or transport failed. */
    record Unreachable(String detail) implements RunOutcome {}

    /**
     * Nothing was sent, because the target is not allowed.
     *
     * @param detail the broken rule, never an address
     */
    record Blocked(String detail) implements RunOutcome {}
}
