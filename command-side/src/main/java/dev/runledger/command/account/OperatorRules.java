package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.Optional;

/** Turns an operator's request into what it asks for, or refuses it with all that is wrong (API.md §7.4). */
final class OperatorRules {

    private static final String PLAN = "plan";
    private static final String NAME = "name";
    private static final int LONGEST_NAME = 200;

    private OperatorRules() {}

    /**
     * An account to be.
     *
     * @param name for people
     */
    record NewAccount(String name, String plan) {}

    /** @throws Refused if anything is wrong */
    static NewAccount opened(ObjectNode body, Plans plans) {
        Problems problems = new Problems();
        Fields fields = Fields.of(body, problems);
        fields.require(NAME);
        String name = fields.text(NAME, 1, LONGEST_NAME).orElse("");
        String plan = known(fields, plans).orElse(Plans.FREE);
        problems.refuseIfAny();
        return new NewAccount(name, plan);
    }

    /** @throws Refused if anything is wrong */
    static String plan(ObjectNode body, Plans plans) {
        Problems problems = new Problems();
        Fields fields = Fields.of(body, problems);
        fields.require(PLAN);
        Optional<String> plan = known(fields, plans);
        problems.refuseIfAny();
        return plan.orElseThrow();
    }

    private static Optional<String> known(Fields fields, Plans plans) {
        return fields.text(PLAN)
                .filter(name -> fields.accept(
                        plans.find(name).isPresent(),
                        PLAN,
                        "plan_unknown",
                        "must be one of " + String.join(", ", Plans.NAMES) + "."));
    }
}
