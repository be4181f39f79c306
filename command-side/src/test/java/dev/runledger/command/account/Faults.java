package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.util.List;
import java.util.Objects;

/** Documents of tests, and what is found wrong with them. */
final class Faults {

    private Faults() {}

    /** @param text in which {@code '} stands for a quotation mark */
    static ObjectNode document(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Where and what, of each fault. */
    static List<String> of(Runnable judgement) {
        Refused refused = Objects.requireNonNull(catchThrowableOfType(Refused.class, judgement::run));
        return refused.refusal() instanceof Refusal.Invalid invalid
                ? invalid.errors().stream()
                        .map(error -> Objects.requireNonNull(error.source()).pointer() + " " + error.code())
                        .toList()
                : List.of(refused.refusal().toString());
    }
}
