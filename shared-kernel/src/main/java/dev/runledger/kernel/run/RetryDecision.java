package dev.runledger.kernel.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.UUID;

/** What was decided about another attempt when a run failed, by the policy of that moment (API.md §6.2). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RetryDecision.RetryAfter.class, name = "RETRY_AFTER"),
    @JsonSubTypes.Type(value = RetryDecision.GiveUp.class, name = "GIVE_UP")
})
public sealed interface RetryDecision {

    /**
     * Another attempt follows; its run exists since the moment this run ended.
     *
     * @param attempt 1 for the chain's first retry
     * @param run the new run
     * @param delay between this run's end and the new run's due time
     */
    record RetryAfter(int attempt, UUID run, Duration delay, String policy, int policyVersion)
            implements RetryDecision {}

    /** The chain ends here. */
    record GiveUp(String why) implements RetryDecision {}
}
