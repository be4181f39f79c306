package dev.runledger.command.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void visibleAsciiUpTo255CharactersIsAKey() {
        for (String text : List.of("a", "!~", "\"quoted\"", "4f8b7c1e-6a0d-4f0e-9b57-2f6f1c1d9a10", "x".repeat(255))) {
            assertThat(IdempotencyKey.of(List.of(text))).contains(new IdempotencyKey(text));
        }
    }

    @Test
    void noHeaderIsNoKey() {
        assertThat(IdempotencyKey.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "tab\there", "Ümlaut", "\u007f"})
    void anythingElseIsRefused(String text) {
        assertThat(refusal(List.of(text)).code()).isEqualTo("idempotency_key_invalid");
    }

    @Test
    void aLongerOneOrSeveralAreRefused() {
        assertThat(refusal(List.of("x".repeat(256))).code()).isEqualTo("idempotency_key_invalid");
        assertThat(refusal(List.of("a", "a")).code()).isEqualTo("idempotency_key_invalid");
    }

    @Test
    void aRefusalNamesTheHeaderAndNotTheKey() {
        ErrorObject error = refusal(List.of("secret key"));

        assertThat(Objects.requireNonNull(error.source()).header()).isEqualTo("Idempotency-Key");
        assertThat(error.toString()).doesNotContain("secret key");
        assertThat(new IdempotencyKey("secret").toString()).doesNotContain("secret");
    }

    private static ErrorObject refusal(List<String> headers) {
        Refused refused = catchThrowableOfType(Refused.class, () -> IdempotencyKey.of(headers));
        return ((Refusal.Invalid) refused.refusal()).errors().getFirst();
    }
}
