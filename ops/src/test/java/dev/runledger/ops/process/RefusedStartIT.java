package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start that cannot be says why in a sentence, tells so by its exit status, and leaves nothing behind. */
class RefusedStartIT {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private Installation home;

    @BeforeEach
    void open() {
        home = Installation.create();
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void aSecondServiceOnTheSameDirectory() throws Exception {
        ServiceProcess first = home.serve();

        assertRefused(home.launch(), BAD_USAGE, "Another Runledger uses " + home.data());

        assertThat(home.api(first).get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            ServiceProcess service =
                    home.launch(List.of("serve", "--data", home.data().toString(), "--port", port));

            assertRefused(
                    service,
                    FAILED,
                    "Port " + port + " on 127.0.0.1 is taken. Stop what listens there, or choose another with --port.");
        }
        assertThat(home.databaseProcesses()).isEmpty();
    }

    @Test
    void anUnknownOption() {
        assertRefused(home.launch(List.of("serve", "--prot", "0")), BAD_USAGE, "There is no option --prot here");
    }

    @Test
    void anUnknownVariable() {
        assertRefused(home.launch("PROT=1"), BAD_USAGE, "RUNLEDGER_PROT is set, but there is no such setting.");
    }

    @Test
    void anUnknownCommand() {
        assertRefused(home.launch(List.of("sreve")), BAD_USAGE, "There is no command sreve.");
    }

    @Test
    void aDataDirectoryThatIsAFile() throws Exception {
        String file = Files.createFile(home.data().resolve("file")).toString();

        assertRefused(home.launch(List.of("serve", "--data", file)), FAILED, file + " is a file.");
    }

    @Test
    void aDamagedIdentity() throws Exception {
        Files.createFile(home.data().resolve("node-id"));

        assertRefused(home.launch(), FAILED, "node-id holds no id.");
        assertThat(home.databaseProcesses()).isEmpty();
    }

    private static void assertRefused(ServiceProcess service, int status, String sentence) {
        assertThat(service.awaitExit()).as(service.output()).isEqualTo(status);
        assertThat(service.output()).contains(sentence).doesNotContain("\tat ", "Exception");
    }
}
