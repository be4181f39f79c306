package dev.runledger.command.retry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Envelope;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyResource;
import java.util.Optional;

/**
 * Turns a request document into a valid retry policy, or refuses it with all that is wrong (API.md §6.1). Members that are
 * read-only or unknown are ignored.
 */
final class RetryPolicyDefinitions {

    /** A policy to be, under the id that its document gives it. */
    record Named(String id, RetryPolicy policy) {}

    private RetryPolicyDefinitions() {}

    /**
     * A document that creates a policy, and so must name it.
     *
     * @throws Refused if anything is wrong
     */
    static Named created(ObjectNode document) {
        Problems problems = new Problems();
        Optional<Fields> data = Envelope.data(document, RetryPolicyResource.TYPE, problems);
        Optional<String> id = data.flatMap(Envelope::newId);
        Optional<RetryPolicy> policy = data.flatMap(RetryPolicyDefinitions::policy);
        problems.refuseIfAny();
        return new Named(id.orElseThrow(), policy.orElseThrow());
    }

    /**
     * A document that replaces the policy of this id.
     *
     * @throws Refused if anything is wrong
     */
    static RetryPolicy replacing(String id, ObjectNode document) {
        Problems problems = new Problems();
        Optional<Fields> data = Envelope.data(document, RetryPolicyResource.TYPE, problems);
        data.ifPresent(fields -> Envelope.sameId(fields, id));
        Optional<RetryPolicy> policy = data.flatMap(RetryPolicyDefinitions::policy);
        problems.refuseIfAny();
        return policy.orElseThrow();
    }

    private static Optional<RetryPolicy> policy(Fields data) {
        return Envelope.attributes(data).map(RetryPolicyRules::policy);
    }
}
