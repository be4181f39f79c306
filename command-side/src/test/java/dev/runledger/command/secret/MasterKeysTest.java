package dev.runledger.command.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class MasterKeysTest {

    private static final String ONE = MasterKeys.generate();
    private static final String OTHER = MasterKeys.generate();

    @Test
    void severalMayBeGivenWithCommasOrLinesInBetween() {
        assertThat(MasterKeys.parse(ONE + "," + OTHER).ids())
                .hasSize(2)
                .isEqualTo(
                        MasterKeys.parse("\n " + ONE + "\r\n\n" + OTHER + "\n").ids());
    }

    @Test
    void theFirstIsTheOneThatWraps() {
        assertThat(MasterKeys.parse(OTHER + "," + ONE).first())
                .isEqualTo(MasterKeys.parse(OTHER).first())
                .isNotEqualTo(MasterKeys.parse(ONE).first());
    }

    @Test
    void bothAlphabetsAreReadWithAndWithoutPadding() {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) 0xfb);
        String standard = Base64.getEncoder().encodeToString(bytes);
        String urlSafe = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        assertThat(standard).isNotEqualTo(urlSafe);
        assertThat(MasterKeys.parse(urlSafe).ids())
                .isEqualTo(MasterKeys.parse(standard).ids());
    }

    @Test
    void whatIsWrongIsToldByItsNumberAndNeverShown() {
        String tooShort = "c2hvcnQtc2VjcmV0";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.parse(ONE + ", " + tooShort))
                .withMessage("key 2 is not 32 bytes in base64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.parse("not-base-64-\u00e4"))
                .withMessage("key 1 is not 32 bytes in base64")
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MasterKeys.parse(" , "))
                .withMessage("there is no key in it");
    }

    @Test
    void idsTellNothingOfTheKeys() {
        MasterKeys keys = MasterKeys.parse(ONE);
        assertThat(keys.first()).matches("[0-9a-f]{12}");
        assertThat(keys.toString()).contains(keys.first()).doesNotContain(ONE);
    }
}
