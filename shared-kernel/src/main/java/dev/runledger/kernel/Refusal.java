package dev.runledger.kernel;

import dev.runledger.kernel.jsonapi.ErrorObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every reason why something asked for is not done. One class maps these to API errors (API.md §1.6). */
public sealed interface Refusal {

    /** The request itself is wrong; each error names its field or parameter. */
    record Invalid(List<ErrorObject> errors) implements Refusal {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /** No key was sent, or not as {@code Authorization: Bearer <key>}. */
    record CredentialsMissing() implements Refusal {}

    /** The key is wrong, expired or revoked. */
    record CredentialsInvalid() implements Refusal {}

    record RoleInsufficient(Role has, Role needs) implements Refusal {}

    /** What was asked for is not there, or not for this caller. */
    sealed interface Missing extends Refusal {}

    /** The path names nothing that this API has. */
    record PathNotFound(String path) implements Missing {}

    record JobNotFound(String job) implements Missing {}

    record RunNotFound(String run) implements Missing {}

    record PolicyNotFound(String policy) implements Missing {}

    record EnvironmentNotFound(String environment) implements Missing {}

    record ApiKeyNotFound(String key) implements Missing {}

    record AccountNotFound(String account) implements Missing {}

    /** As things are, it cannot be done. */
    sealed interface Conflict extends Refusal {}

    /**
     * Something of the kind lives under this id already.
     *
     * @param kind as a sentence names it: {@code job}, {@code retry policy}
     */
    record IdTaken(String kind, String id) implements Refusal {}

    /**
     * The retry policy must stay for as long as live jobs name it.
     *
     * @param jobs their ids, sorted
     */
    record PolicyReferenced(String policy, List<String> jobs) implements Refusal {
        public PolicyReferenced {
            jobs = List.copyOf(jobs);
        }
    }

    /** The first request with this {@code Idempotency-Key} has no answer yet. */
    record IdempotencyInFlight() implements Refusal {}

    /** {@code If-Match} names another version than the current one. */
    record VersionMismatch(int current) implements Refusal {}

    /** The named environment does not run this job, or none does. */
    record EnvironmentNotEnabled(String job, String environment) implements Conflict {
        /** No environment was named and the job is enabled in none. */
        public static EnvironmentNotEnabled nowhere(String job) {
            return new EnvironmentNotEnabled(job, "");
        }
    }

    /** No environment was named and several would do. */
    record EnvironmentAmbiguous(List<String> candidates) implements Refusal {
        public EnvironmentAmbiguous {
            candidates = List.copyOf(candidates);
        }
    }

    /** The credential's scope leaves this environment out. */
    record EnvironmentForbidden(String environment) implements Refusal {}

    /** The source run's environment is gone or no longer managed. */
    record EnvironmentMissing(String environment) implements Conflict {}

    /** The environment must stay, and stay managed. */
    record EnvironmentProtected(String environment) implements Conflict {}

    /** Without this key nobody could do all in the account for ever. */
    record LastOwnerKey(UUID key) implements Conflict {}

    /** A wipe leaves no other key than its caller's, and with this one nobody could do all in the account for ever. */
    record KeyTooNarrow(UUID key) implements Conflict {}

    /** The run's job, in the life it had when the run began, is deleted. */
    record JobDeleted(String job) implements Conflict {}

    record RunTerminal(UUID run, String status) implements Conflict {}

    /** A run with this id exists already: the fire, retry or trigger was carried out before. */
    record RunExists(RunKey run) implements Refusal {}

    /** The instant was fired before, or somebody else is just about to. */
    record FireRan(JobKey job, String environment, Instant at) implements Refusal {}

    /** Another attempt owns the run, or it is over: the asker must not call out. */
    record StartRefused(RunKey run, String why) implements Refusal {}

    /** It is more than the account's plan allows; each place where it is tells one limit. */
    record BeyondPlan(List<PlanLimit> limits) implements Refusal {
        public BeyondPlan {
            limits = List.copyOf(limits);
        }
    }

    /**
     * A limit of a plan that something asked for does not keep to.
     *
     * @param code as the API names it
     * @param pointer to what is too much; null if it is not one value
     * @param limit what the plan allows
     * @param current what there is, or was asked for
     * @param plan its name
     */
    record PlanLimit(String code, @Nullable String pointer, String detail, long limit, long current, String plan) {}

    /** The job was edited since its definition was read; read it again and ask again. */
    record DefinitionMoved(JobKey job) implements Refusal {}

    /**
     * What was to be done belongs to a life of the account that a wipe has ended: it never will be.
     *
     * @param account in that life
     */
    record AccountWiped(AccountId account) implements Refusal {}

    /** Storage cannot be reached; nothing is known to have changed. */
    record Unavailable(String why) implements Refusal {}

    record MediaTypeUnsupported(String mediaType) implements Refusal {}

    record PayloadTooLarge(long limitBytes) implements Refusal {}
}
