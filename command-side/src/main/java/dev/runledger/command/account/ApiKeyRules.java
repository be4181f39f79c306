package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Envelope;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.ApiKeyResource;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request document into what may be said of a key, or refuses it with all that is wrong (API.md §8.4). Nobody gives more
 * than he has: neither a higher role nor an environment that he does not see. Who is restricted and names no environments gives
 * his own.
 */
final class ApiKeyRules {

    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Enum::name).toList();

    /** A key to be. */
    record New(Role role, Terms terms) {}

    private final Caller caller;
    private final Instant now;
    private final Problems problems = new Problems();

    private ApiKeyRules(Caller caller, Instant now) {
        this.caller = caller;
        this.now = now;
    }

    /** @throws Refused if anything is wrong, or more than the caller may give */
    static New created(ObjectNode document, Caller caller, Instant now) {
        ApiKeyRules rules = new ApiKeyRules(caller, now);
        Optional<Fields> attributes =
                Envelope.data(document, ApiKeyResource.TYPE, rules.problems).flatMap(Envelope::attributes);
        Role role = attributes
                .flatMap(fields -> fields.oneOf("role", ROLES))
                .map(Role::valueOf)
                .orElse(caller.role());
        Optional<Terms> terms = attributes.map(rules::terms);
        rules.problems.refuseIfAny();
        caller.require(role);
        return new New(role, rules.within(terms.orElseThrow()));
    }

    /**
     * A document that replaces what can be changed of the key with this id; its role cannot.
     *
     * @throws Refused if anything is wrong, or more than the caller may give
     */
    static Terms replacing(String id, ObjectNode document, Caller caller, Instant now) {
        ApiKeyRules rules = new ApiKeyRules(caller, now);
        Optional<Fields> data = Envelope.data(document, ApiKeyResource.TYPE, rules.problems);
        data.ifPresent(fields -> Envelope.sameId(fields, id));
        Optional<Terms> terms = data.flatMap(Envelope::attributes).map(rules::terms);
        rules.problems.refuseIfAny();
        return rules.within(terms.orElseThrow());
    }

    private Terms terms(Fields attributes) {
        attributes.require("name");
        return new Terms(
                attributes.text("name", 1, 200).orElse(""),
                attributes.object("scopes").flatMap(ApiKeyRules::environments).orElse(null),
                expiresAt(attributes));
    }

    private static Optional<List<String>> environments(Fields scopes) {
        return scopes.texts(
                        "environments", EnvironmentRules::isKey, "invalid_value", "must be the id of an environment.")
                .filter(named -> scopes.accept(
                        !scopes.hasEmptyList("environments"),
                        "environments",
                        "length_out_of_range",
                        "must name an environment; leave it out for all."));
    }

    private @Nullable Instant expiresAt(Fields attributes) {
        Optional<Instant> at = attributes.text("expires_at").flatMap(text -> instant(attributes, text));
        return at.filter(instant -> attributes.accept(
                        instant.isAfter(now), "expires_at", "invalid_value", "must be in the future."))
                .orElse(null);
    }

    private static Optional<Instant> instant(Fields attributes, String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeException e) {
            attributes.problem(
                    "expires_at", "invalid_value", "\"expires_at\" must be a datetime such as 2026-03-01T09:30:00Z.");
            return Optional.empty();
        }
    }

    private Terms within(Terms terms) {
        EnvironmentScope own = caller.scope();
        Set<String> only = own.only();
        if (terms.environments() == null && only != null) {
            return new Terms(terms.name(), List.copyOf(only), terms.expiresAt());
        }
        if (terms.environments() != null) {
            terms.environments().forEach(own::require);
        }
        return terms;
    }
}
