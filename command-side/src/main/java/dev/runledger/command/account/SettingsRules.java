package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.AccountSettings;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.List;
import java.util.Optional;

/** Judges what of an account's settings is understood, and leaves all else as it was sent (API.md §8.1). */
final class SettingsRules {

    private SettingsRules() {}

    /**
     * What is to be stored: as it was sent, but without members that are null where they mean that they are left out.
     *
     * @throws Refused if anything is wrong
     */
    static ObjectNode judged(ObjectNode sent) {
        Problems problems = new Problems();
        Fields.of(sent, problems).object(AccountSettings.JOBS).ifPresent(SettingsRules::jobs);
        problems.refuseIfAny();
        ObjectNode stored = sent.deepCopy();
        if (stored.get(AccountSettings.JOBS) instanceof ObjectNode jobs) {
            withoutNulls(jobs);
        } else {
            stored.remove(AccountSettings.JOBS);
        }
        return stored;
    }

    private static void withoutNulls(ObjectNode jobs) {
        for (String name : List.of(AccountSettings.OVERAGE_POLICY, AccountSettings.OVERAGE_BUDGET_CENTS)) {
            if (!jobs.hasNonNull(name)) {
                jobs.remove(name);
            }
        }
    }

    private static void jobs(Fields jobs) {
        Optional<String> policy = jobs.oneOf(AccountSettings.OVERAGE_POLICY, AccountSettings.OVERAGE_POLICIES);
        jobs.integer(AccountSettings.OVERAGE_BUDGET_CENTS, 0, Integer.MAX_VALUE);
        boolean budgeted = jobs.has(AccountSettings.OVERAGE_BUDGET_CENTS);
        boolean capped = policy.filter(AccountSettings.CAPPED::equals).isPresent();
        if (capped && !budgeted) {
            jobs.problem(
                    AccountSettings.OVERAGE_BUDGET_CENTS,
                    "overage_budget_required",
                    "A capped overage needs \"overage_budget_cents\".");
        } else if (!capped && budgeted) {
            jobs.problem(
                    AccountSettings.OVERAGE_BUDGET_CENTS,
                    "overage_budget_not_allowed",
                    "\"overage_budget_cents\" belongs to the overage policy CAPPED.");
        }
    }
}
