package dev.runledger.command.job;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Pointer;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an edit of a job must keep to, judged again where it is decided: much may have changed since its document was read. */
final class EditRules {

    private EditRules() {}

    /** @throws Refused if {@code If-Match} allows others only */
    static void requireVersion(JobView current, @Nullable Set<Integer> allowed) {
        if (allowed != null && !allowed.contains(current.version())) {
            throw new Refused(new Refusal.VersionMismatch(current.version()));
        }
    }

    /**
     * @param before null for a new job
     * @throws Refused if it names what is not there any more
     */
    static void requireNamed(JobDefinition definition, @Nullable JobDefinition before, Facts facts) {
        Problems problems = new Problems();
        definition.retryPolicyReferences().stream()
                .filter(reference -> !facts.policies().containsKey(reference.slug()))
                .forEach(reference -> problems.add(reference.unknown()));
        definition.environments().keySet().stream()
                .filter(environment -> before == null || !before.environments().containsKey(environment))
                .filter(environment -> !facts.manages(environment))
                .forEach(environment -> problems.add(unusable(environment, facts)));
        problems.refuseIfAny();
    }

    /** An entry that was there before may stay, without effect (API.md §8.3). */
    private static ErrorObject unusable(String environment, Facts facts) {
        Environment known = facts.environments().get(environment);
        String pointer = Pointer.of("/data/attributes/environments", environment);
        return known == null
                ? ErrorObject.at(pointer, "environment_unknown", "There is no environment \"" + environment + "\".")
                : ErrorObject.at(pointer, "environment_unmanaged", "This environment is not managed.");
    }
}
