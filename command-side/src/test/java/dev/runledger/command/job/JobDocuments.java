package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Request documents of jobs, and what is wrong with them. */
final class JobDocuments {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** In tables, {@code *} is the shortest valid value of everything left out. */
    static final String LEAST = "\"name\":\"n\",\"configuration\":{\"url\":\"http://h\"}";

    private JobDocuments() {}

    static JobFacts facts(EnvironmentScope scope) {
        return facts(scope, null);
    }

    static JobFacts facts(EnvironmentScope scope, @Nullable JobDefinition before) {
        return new JobFacts(
                Map.of(
                        "production", new Environment("production", true),
                        "development", new Environment("development", true),
                        "staging", new Environment("staging", false)),
                scope,
                "gentle"::equals,
                NOON,
                before);
    }

    static ObjectNode document(String attributes) {
        return json("{\"data\":{\"id\":\"a\",\"attributes\":{" + attributes + "}}}");
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code -} removes the member, {@code 9x} makes text of that length, all else is JSON. */
    static void put(ObjectNode object, String name, String value) {
        if (value.equals("-")) {
            object.remove(name);
        } else if (value.endsWith("x")) {
            object.put(name, "x".repeat(Integer.parseInt(value.substring(0, value.length() - 1))));
        } else {
            object.set(name, json("{\"v\":" + value + "}").get("v"));
        }
    }

    /** Each error as its code and pointer. */
    static List<String> refusals(ThrowingCallable reading) {
        return errors(reading).stream()
                .map(error -> error.code() + " "
                        + Objects.requireNonNull(error.source()).pointer())
                .toList();
    }

    static List<ErrorObject> errors(ThrowingCallable reading) {
        Refused refused = catchThrowableOfType(Refused.class, reading);
        assertThat(refused).as("a refusal").isNotNull();
        return ((Refusal.Invalid) refused.refusal()).errors();
    }
}
