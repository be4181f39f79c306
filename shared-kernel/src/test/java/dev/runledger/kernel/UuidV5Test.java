package dev.runledger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV5Test {

    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /** RFC 9562, appendix A.4. */
    @Test
    void theStandardsOwnExampleComesOut() {
        assertThat(UuidV5.of(DNS, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void everyIdShowsItsVersionAndVariant() {
        for (int i = 0; i < 200; i++) {
            UUID id = UuidV5.of(DNS, "name " + i);

            assertThat(id.version()).isEqualTo(5);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void namesAreReadAsUtf8() {
        assertThat(UuidV5.of(DNS, "zürich.example")).hasToString("f818d848-5b45-5fdc-bcb0-7335f538cf54");
    }

    @Test
    void anotherNamespaceMakesAnotherId() {
        assertThat(UuidV5.of(new UUID(1, 1), "nightly")).isNotEqualTo(UuidV5.of(new UUID(1, 2), "nightly"));
    }
}
