package dev.runledger.ops;

import dev.runledger.kernel.account.Plans;
import dev.runledger.ops.web.OperatorToken;
import java.util.Optional;

/**
 * What an operator says about accounts.
 *
 * @param plans the numbers of all plans
 * @param defaultPlan what the default account is put on at every start; empty leaves it where it is
 * @param operator who may open accounts and choose their plans; empty for nobody
 */
record TenancySettings(Plans plans, Optional<String> defaultPlan, Optional<OperatorToken> operator) {

    static TenancySettings read(SettingsReader reader) {
        return new TenancySettings(plans(reader), defaultPlan(reader), operator(reader));
    }

    private static Plans plans(SettingsReader reader) {
        try {
            return reader.secret("RUNLEDGER_PLANS").map(PlanNumbers::over).orElse(Plans.DEFAULTS);
        } catch (IllegalArgumentException e) {
            reader.problem("RUNLEDGER_PLANS cannot be used: " + e.getMessage() + ".");
            return Plans.DEFAULTS;
        }
    }

    private static Optional<String> defaultPlan(SettingsReader reader) {
        Optional<String> plan = reader.text("RUNLEDGER_DEFAULT_ACCOUNT_PLAN");
        if (plan.isPresent() && !Plans.NAMES.contains(plan.get())) {
            reader.problem("RUNLEDGER_DEFAULT_ACCOUNT_PLAN is " + plan.get() + "; it must be one of "
                    + String.join(", ", Plans.NAMES) + ".");
        }
        return plan;
    }

    private static Optional<OperatorToken> operator(SettingsReader reader) {
        try {
            return reader.secret("RUNLEDGER_OPERATOR_TOKEN").map(OperatorToken::new);
        } catch (IllegalArgumentException e) {
            reader.problem("RUNLEDGER_OPERATOR_TOKEN cannot be used: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }
}
