package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.Refusal.BeyondPlan;
import dev.runledger.kernel.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Whether commands kept to a plan's limits. */
final class PlanRefusals {

    private PlanRefusals() {}

    /** Waits for the answer; anything but a limit that was met is a failure of the test. */
    static boolean isBeyondPlan(CompletableFuture<Object> answer) {
        try {
            var _ = answer.join();
            return false;
        } catch (CompletionException e) {
            assertThat(e)
                    .cause()
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.refusal()).isInstanceOf(BeyondPlan.class));
            return true;
        }
    }
}
