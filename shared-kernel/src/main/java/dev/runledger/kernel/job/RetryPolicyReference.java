package dev.runledger.kernel.job;

import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Pointer;

/**
 * A place in a job's definition that names a retry policy.
 *
 * @param pointer the place, as an error about it is told
 */
public record RetryPolicyReference(String pointer, String slug) {

    /** The code of the error if no such policy lives. */
    public static final String UNKNOWN = "policy_unknown";

    /** What that error says of the member. */
    public static final String NAMES_NONE = "names no retry policy of this account.";

    private static final String ATTRIBUTES = "/data/attributes";

    static RetryPolicyReference ofBase(String slug) {
        return new RetryPolicyReference(Pointer.of(ATTRIBUTES, Overlay.RETRY_POLICY), slug);
    }

    static RetryPolicyReference ofEnvironment(String environment, String slug) {
        String entry = Pointer.of(Pointer.of(ATTRIBUTES, "environments"), environment);
        return new RetryPolicyReference(Pointer.of(entry, Overlay.RETRY_POLICY), slug);
    }

    /** What a client is told if no such policy lives. */
    public ErrorObject unknown() {
        return ErrorObject.at(pointer, UNKNOWN, "\"" + Overlay.RETRY_POLICY + "\" " + NAMES_NONE);
    }
}
