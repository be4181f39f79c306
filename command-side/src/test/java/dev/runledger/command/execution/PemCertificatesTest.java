package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemCertificatesTest {

    @Test
    void bentCertificatesAreReadOrRefused(@TempDir Path folder) throws Exception {
        String pem = new TestAuthority(folder).pem();
        String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = Base64.getDecoder().decode(base64);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                PemCertificates.read("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getEncoder().encodeToString(bytes)
                        + "\n-----END CERTIFICATE-----\n");
            } catch (CaCertUnreadable e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 4_999);
    }
}
