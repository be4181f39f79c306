package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Envelope;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentResource;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns a request document into a valid environment, or refuses it with all that is wrong (API.md §8.3). Members that are
 * read-only or unknown are ignored.
 */
final class EnvironmentRules {

    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private static final List<String> CLASSES =
            Arrays.stream(EnvironmentClass.values()).map(Enum::name).toList();

    /** An environment to be, under the key that its document gives it. */
    record Named(String key, Definition definition) {}

    private EnvironmentRules() {}

    /** @throws Refused if anything is wrong */
    static Named created(ObjectNode document) {
        Problems problems = new Problems();
        Optional<Fields> data = Envelope.data(document, EnvironmentResource.TYPE, problems);
        Optional<String> key = data.flatMap(EnvironmentRules::key);
        Optional<Definition> definition = data.flatMap(EnvironmentRules::definition);
        problems.refuseIfAny();
        return new Named(key.orElseThrow(), definition.orElseThrow());
    }

    /**
     * A document that replaces the environment of this key.
     *
     * @throws Refused if anything is wrong
     */
    static Definition replacing(String key, ObjectNode document) {
        Problems problems = new Problems();
        Optional<Fields> data = Envelope.data(document, EnvironmentResource.TYPE, problems);
        data.ifPresent(fields -> Envelope.sameId(fields, key));
        Optional<Definition> definition = data.flatMap(EnvironmentRules::definition);
        problems.refuseIfAny();
        return definition.orElseThrow();
    }

    /** The key that a document gives to what it creates; empty if it is none. */
    static Optional<String> named(Payload document) {
        return Optional.of(document.requiredObject().at("/data/id").asText())
                .filter(id -> KEY.matcher(id).matches());
    }

    private static Optional<String> key(Fields data) {
        data.require("id");
        return data.text("id")
                .filter(id -> data.accept(
                        KEY.matcher(id).matches(),
                        "id",
                        "id_invalid",
                        "must be 1 to 63 lower-case letters, digits, hyphens and underscores"
                                + " and begin with a letter or digit."));
    }

    private static Optional<Definition> definition(Fields data) {
        return Envelope.attributes(data).map(EnvironmentRules::attributes);
    }

    private static Definition attributes(Fields attributes) {
        attributes.require("name");
        return new Definition(
                attributes.text("name", 1, 255).orElse(""),
                attributes.text("color", 0, 32).orElse(null),
                attributes
                        .oneOf("classification", CLASSES)
                        .map(EnvironmentClass::valueOf)
                        .orElse(EnvironmentClass.STANDARD),
                attributes.flag("managed").orElse(false));
    }
}
