package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is there after a restart, and who may see it. */
class RestartIT {

    private static final String OWN_KEY = "a-key-of-the-operators-own-0123456789";

    private Installation home;
    private HitRecorder target;

    @BeforeEach
    void open() throws IOException {
        home = Installation.create();
        target = new HitRecorder();
    }

    @AfterEach
    void close() {
        home.close();
        target.close();
    }

    @Test
    void jobsRunsAndTheGeneratedKeyOutliveTheService() throws Exception {
        ServiceProcess service = home.serve();
        assertThat(Files.getPosixFilePermissions(home.keyFile()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Api api = home.api(service);
        api.createJob("kept", target.url());
        String run = api.mustRun("kept");
        Map<String, Api.Run> before = api.awaitAllOver();
        String key = Files.readString(home.keyFile());
        service.terminate();
        assertThat(service.awaitExit()).isZero();

        ServiceProcess again = home.serve();

        assertThat(again.output()).doesNotContain(key.strip());
        assertThat(home.keyFile()).hasContent(key);
        assertThat(home.api(again).get("/api/v1/jobs/kept").status()).isEqualTo(200);
        assertThat(home.api(again).runs()).isEqualTo(before).containsEntry(run, new Api.Run("SUCCEEDED", ""));
    }

    @Test
    void theOperatorsOwnKeyWorksAndIsWrittenNowhere() throws Exception {
        Path file = Files.writeString(home.data().resolve("secret"), OWN_KEY + "\n");
        try (ServiceProcess service = home.serve("API_KEY=" + OWN_KEY)) {
            assertOwnKey(service);
        }
        try (ServiceProcess service = home.serve("API_KEY_FILE=" + file)) {
            assertOwnKey(service);
        }
    }

    private void assertOwnKey(ServiceProcess service) throws IOException, InterruptedException {
        assertThat(new Api(service.port(), OWN_KEY).get("/api/v1/jobs").status())
                .isEqualTo(200);
        assertThat(new Api(service.port(), OWN_KEY + "x").get("/api/v1/jobs").status())
                .isEqualTo(401);
        assertThat(home.keyFile()).doesNotExist();
        assertThat(service.output()).doesNotContain(OWN_KEY);
    }
}
