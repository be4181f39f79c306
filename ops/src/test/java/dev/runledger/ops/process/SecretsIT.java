package dev.runledger.ops.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.runledger.command.secret.MasterKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Header values of jobs on the disk, and the keys that they are sealed with. */
class SecretsIT {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final String base = "Bearer " + UUID.randomUUID();
    private final String overlay = "overlay-" + UUID.randomUUID();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private Installation home;
    private HttpServer target;

    @BeforeEach
    void open() throws IOException {
        home = Installation.create();
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("Authorization"));
            received.add(exchange.getRequestHeaders().getFirst("X-Token"));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/fails") ? 500 : 204, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void close() {
        target.stop(0);
        home.close();
    }

    @Test
    void noHeaderValueIsAnywhereOnTheDiskOrInTheLogs() throws Exception {
        ServiceProcess service = home.serve();
        Api api = home.api(service);
        create(api, "visible-slug", "/");
        create(api, "failing", "/fails");
        assertThat(api.send("PUT", "/api/v1/jobs/visible-slug", document("visible-slug", "/"))
                        .status())
                .isEqualTo(200);
        api.mustRun("visible-slug");
        api.mustRun("failing");
        api.awaitAllOver();
        assertThat(api.send("DELETE", "/api/v1/jobs/failing", "").status()).isEqualTo(204);
        JsonNode listed = api.get("/api/v1/jobs").json().at("/data/0/attributes");
        assertThat(listed.at("/configuration/headers/Authorization").asText()).isEqualTo(base);
        assertThat(listed.at("/environments/production/headers.X-Token").asText())
                .isEqualTo(overlay);
        assertThat(received).containsExactly(base, overlay, base, overlay);

        checkpoint();
        String masterKey = Files.readString(home.data().resolve("master-keys")).strip();
        service.terminate();
        assertThat(service.awaitExit()).as(service.output()).isZero();

        assertThat(holding("visible-slug")).as("where it is looked for").isNotEmpty();
        assertThat(forms(base)).allSatisfy(form -> assertThat(holding(form)).isEmpty());
        assertThat(forms(overlay)).allSatisfy(form -> assertThat(holding(form)).isEmpty());
        assertThat(holding(masterKey)).containsExactly(home.data().resolve("master-keys"));
        assertThat(service.output()).doesNotContain(base, overlay, masterKey);
    }

    private void checkpoint() throws Exception {
        try (Connection ledger = home.ledger();
                Statement statement = ledger.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(ISO_8859_1);
        return List.of(
                secret,
                HexFormat.of().formatHex(bytes),
                // The tail may be shared with what follows, so that much is looked for that stands for whole groups.
                Base64.getEncoder().withoutPadding().encodeToString(bytes).substring(0, bytes.length / 3 * 4));
    }

    private List<Path> holding(String text) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    @Test
    void theMasterKeyIsMadeOnceForItsUserAlone() throws Exception {
        Path file = home.data().resolve("master-keys");
        try (ServiceProcess service = home.serve()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            create(home.api(service), "kept", "/");
            service.kill();
        }
        String made = Files.readString(file);
        try (ServiceProcess service = home.serve()) {
            assertThat(headerOf(home.api(service), "kept")).isEqualTo(base);
        }
        assertThat(Files.readString(file)).isEqualTo(made);
    }

    @Test
    void aNewMasterKeyMayBeAddedAndTheOldOneTakenAway() throws Exception {
        String old = MasterKeys.generate();
        String fresh = MasterKeys.generate();
        try (ServiceProcess service = home.serve("MASTER_KEYS=" + old)) {
            create(home.api(service), "kept", "/");
        }
        try (ServiceProcess service = home.serve("MASTER_KEYS=" + fresh + "," + old)) {
            assertThat(headerOf(home.api(service), "kept")).isEqualTo(base);
            create(home.api(service), "later", "/");
        }
        Path file = Files.writeString(home.data().resolve("only-the-new-one"), fresh + "\n");
        try (ServiceProcess service = home.serve("MASTER_KEYS_FILE=" + file)) {
            assertThat(headerOf(home.api(service), "kept")).isEqualTo(base);
            assertThat(headerOf(home.api(service), "later")).isEqualTo(base);
        }
        assertRefused(home.launch("MASTER_KEYS=" + old), FAILED, "which is not among those given");
        assertThat(home.data().resolve("master-keys")).doesNotExist();
    }

    @Test
    void withoutItsMasterKeyNothingStarts() throws Exception {
        home.serve().terminate();
        Path file = home.data().resolve("master-keys");
        String made = Files.readString(file);
        home.awaitDatabaseGone();

        Files.delete(file);
        assertRefused(home.launch(), FAILED, "are sealed, and no master key is given. Set RUNLEDGER_MASTER_KEYS");
        assertThat(file).doesNotExist();

        Files.writeString(file, MasterKeys.generate());
        assertRefused(
                home.launch(), FAILED, "The definitions of jobs of account default are sealed under the master key ");

        Files.writeString(file, "half a k");
        assertRefused(home.launch(), FAILED, file + " cannot be used: key 1 is not 32 bytes in base64.");

        Files.writeString(file, made);
        home.serve();
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndNotShown() {
        ServiceProcess service = home.launch("MASTER_KEYS=c2VjcmV0LWJ1dC1zaG9ydA==");

        assertRefused(service, BAD_USAGE, "RUNLEDGER_MASTER_KEYS cannot be used: key 1 is not 32 bytes in base64.");
        assertThat(service.output()).doesNotContain("c2VjcmV0");
    }

    private static void assertRefused(ServiceProcess service, int status, String sentence) {
        assertThat(service.awaitExit()).as(service.output()).isEqualTo(status);
        assertThat(service.output()).contains(sentence).doesNotContain("\tat ", "Exception");
    }

    private void create(Api api, String job, String path) throws Exception {
        Api.Answer answer = api.send(
                "POST",
                "/api/v1/jobs",
                document(job, path),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private String document(String job, String path) {
        return """
                {"data": {"id": "%1$s", "attributes": {
                  "name": "%1$s",
                  "configuration": {"url": "http://127.0.0.1:%2$d%3$s", "headers": {"Authorization": "%4$s"}},
                  "environments": {"production": {"enabled": true, "headers.X-Token": "%5$s"}}}}}
                """.formatted(job, target.getAddress().getPort(), path, base, overlay);
    }

    private static String headerOf(Api api, String job) throws Exception {
        return api.get("/api/v1/jobs/" + job)
                .json()
                .at("/data/attributes/configuration/headers/Authorization")
                .asText();
    }
}
