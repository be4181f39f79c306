package dev.runledger.command.idempotency;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** By what a client knows one of its requests again. Never logged, never stored. */
record IdempotencyKey(String text) {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * @param headers the values of all headers of this name
     * @throws Refused if there are several, or one that is no key
     */
    static Optional<IdempotencyKey> of(List<String> headers) {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        String text = headers.getFirst();
        if (headers.size() > 1 || !FORM.matcher(text).matches()) {
            throw refused("idempotency_key_invalid", "must be sent once and have 1 to 255 visible ASCII characters.");
        }
        return Optional.of(new IdempotencyKey(text));
    }

    static Refused reused() {
        return refused(
                "idempotency_key_reused", "came before with another body or under another scope; take a new one.");
    }

    private static Refused refused(String code, String what) {
        return new Refused(
                new Refusal.Invalid(List.of(ErrorObject.inHeader(HEADER, code, "The " + HEADER + " " + what))));
    }

    @Override
    public String toString() {
        return "IdempotencyKey[…]";
    }
}
