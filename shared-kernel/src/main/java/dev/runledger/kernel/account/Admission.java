package dev.runledger.kernel.account;

/** Whether a run may start and be counted. */
public sealed interface Admission {

    /** It may, and is counted with its start. */
    record Admitted() implements Admission {}

    /**
     * It may not.
     *
     * @param used how many were counted in this month before it
     */
    record Denied(Allowance allowance, long used) implements Admission {

        /** As a run's {@code error} tells it. */
        public String words() {
            String counted = used + " runs are counted this month";
            return switch (allowance.rule()) {
                case PLAN_STOPS -> counted + "; the plan includes " + allowance.included() + " and stops there";
                case HARD_STOP ->
                    counted + "; the plan includes " + allowance.included() + " and jobs.overage_policy is HARD_STOP";
                case CAPPED ->
                    counted + "; the plan includes " + allowance.included()
                            + " and jobs.overage_budget_cents allows for " + (allowance.most() - allowance.included())
                            + " more";
                case UNLIMITED, ALLOW -> counted;
            };
        }
    }
}
