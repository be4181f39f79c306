package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That nothing leaves for a blocked target: no socket is made, and the kernel counts neither a packet nor a try. */
class NoPacketTest {

    /** A network of one's own with nothing in it; even a try to reach something in it is counted by the kernel. */
    private static final List<String> OWN_NETWORK = List.of("unshare", "--map-root-user", "--net");

    @Test
    void noSocketIsMadeForABlockedTarget() throws Exception {
        assertThat(OtherJvm.lines(child(), Map.of()))
                .contains("opened 0", "opened for control 1")
                .anyMatch(line -> line.matches("blocked 1[0-9][0-9]"));
    }

    @Test
    void theKernelCountsNothingForABlockedTarget() throws Exception {
        assumeThat(possible()).as("a network namespace of one's own").isTrue();
        List<String> command = new ArrayList<>(OWN_NETWORK);
        command.addAll(child());
        command.add("own-network");

        assertThat(OtherJvm.lines(command, Map.of()))
                .contains("counters unmoved", "counters for control moved", "opened 0", "opened for control 1");
    }

    private static List<String> child() {
        return OtherJvm.command(
                BlockedCalls.class,
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Djava.nio.channels.spi.SelectorProvider=" + CountedChannels.class.getName());
    }

    private static boolean possible() throws InterruptedException {
        List<String> command = new ArrayList<>(OWN_NETWORK);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
