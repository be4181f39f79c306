package dev.runledger.kernel.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealKeyTest {

    private static final byte[] CLEAR = "{\"Authorization\":\"Bearer abc\"}".getBytes(UTF_8);
    private static final String CONTEXT = "acme.1";

    private final SealKey key = new SealKey(SealKey.generate());

    @Test
    void whatIsSealedOpensAgain() {
        assertThat(key.open(key.seal(CLEAR, CONTEXT), CONTEXT)).isEqualTo(CLEAR);
        assertThat(key.open(key.seal(new byte[0], CONTEXT), CONTEXT)).isEmpty();
    }

    @Test
    void nothingOfItShows() {
        assertThat(new String(key.seal(CLEAR, CONTEXT), StandardCharsets.ISO_8859_1))
                .doesNotContain("Bearer", "abc");
    }

    @Test
    void theSameIsSealedDifferentlyEachTime() {
        assertThat(key.seal(CLEAR, CONTEXT)).isNotEqualTo(key.seal(CLEAR, CONTEXT));
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] sealed = key.seal(CLEAR, CONTEXT);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> key.open(changed, CONTEXT)).isInstanceOf(BrokenSeal.class);
        }
    }

    @Test
    void itOpensUnderNoOtherKeyAndForNothingElse() {
        byte[] sealed = key.seal(CLEAR, CONTEXT);
        SealKey other = new SealKey(SealKey.generate());
        assertThatThrownBy(() -> other.open(sealed, CONTEXT)).isInstanceOf(BrokenSeal.class);
        assertThatThrownBy(() -> key.open(sealed, "acme.2")).isInstanceOf(BrokenSeal.class);
    }

    @Test
    void sealedBytesAreToldFromJson() {
        assertThat(SealKey.isSealed(key.seal(CLEAR, CONTEXT))).isTrue();
        assertThat(SealKey.isSealed(CLEAR)).isFalse();
        assertThat(SealKey.isSealed(new byte[] {1})).isFalse();
        assertThatThrownBy(() -> key.open(CLEAR, CONTEXT)).isInstanceOf(BrokenSeal.class);
    }

    @Test
    void aKeyHasThirtyTwoBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SealKey(new byte[31]));
    }
}
