package dev.runledger.command.execution;

import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A process that makes every call that must be blocked, and tells whether anything went out. Begun by {@link NoPacketTest}. */
final class BlockedCalls {

    /** Rows about what a connection does, and names that lead nowhere. */
    private static final Set<String> NOT_BLOCKED = Set.of(
            "http://redirect-307.vec.example.net/",
            "http://slowloris.vec.example.net/",
            "http://slow-dns.vec.example.net/",
            "http://cname-loop.vec.example.net/");

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final byte[] PUBLIC = {93, (byte) 184, (byte) 216, 34};
    private static final List<Path> COUNTERS =
            List.of(Path.of("/proc/net/snmp"), Path.of("/proc/net/snmp6"), Path.of("/proc/net/dev"));

    private BlockedCalls() {}

    /** With any argument, in a network of its own. */
    public static void main(String[] args) throws Throwable {
        if (args.length > 0) {
            OwnLoopback.up();
        }
        List<String> urls = Vectors.rows("ssrf.tsv").stream()
                .filter(row -> row.get(2).equals("block") && !row.get(1).equals("header"))
                .map(row -> Vectors.decoded(row.getFirst()))
                .filter(url -> !NOT_BLOCKED.contains(url))
                .toList();
        String before = counters();
        try (Egress egress = new Egress(EgressSettings.defaults(), BlockedCalls::resolve)) {
            for (String url : urls) {
                RunOutcome outcome = Calls.of(egress, url);
                if (!(outcome instanceof RunOutcome.Blocked)) {
                    throw new AssertionError(url + " was not blocked");
                }
            }
        }
        System.out.println("blocked " + urls.size());
        System.out.println("opened " + CountedChannels.OPENED);
        System.out.println("counters " + (counters().equals(before) ? "unmoved" : "moved"));

        EgressSettings allowing = EgressSettings.parse("127.0.0.0/8", "", "*", 1000, 2);
        try (Egress egress = new Egress(allowing, BlockedCalls::resolve)) {
            Calls.of(egress, "http://localtest.me:1/");
        }
        System.out.println("opened for control " + CountedChannels.OPENED);
        System.out.println("counters for control " + (counters().equals(before) ? "unmoved" : "moved"));
    }

    /** The names of the vectors lead where their rows say; for any other the system is asked, which would send something. */
    private static List<byte[]> resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "mixed.vec.example.net" -> List.of(PUBLIC, LOOPBACK);
            case "mixed-order.vec.example.net" -> List.of(LOOPBACK, PUBLIC);
            case "rebind.vec.example.net",
                    "hostsfile.vec.example.net",
                    "self.vec.example.net",
                    "127.0.0.1.nip.io",
                    "localtest.me" -> List.of(LOOPBACK);
            default -> NameResolver.system().resolve(host);
        };
    }

    /** All that the kernel counts of this process's network; of that of the whole machine, if it has none of its own. */
    private static String counters() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : COUNTERS) {
            all.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return all.toString();
    }
}
