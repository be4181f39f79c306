package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SsrfVectorsTest {

    /** Rows about what a connection does after an allowed verdict: judged here as allowed, tested with real sockets. */
    private static final Set<String> BEYOND_THE_VERDICT =
            Set.of("http://redirect-307.vec.example.net/", "http://slowloris.vec.example.net/");

    private final GuardFixture dns = new GuardFixture()
            .answering("example.com", "93.184.216.34")
            .answering("a.b.c.d.e.example.com", "93.184.216.34")
            .answering("127.example.com", "93.184.216.34")
            .answering("dual.vec.example.net", "93.184.216.34", "2606:4700:4700::1111")
            .answering("rebind.vec.example.net", "127.0.0.1")
            .answering("mixed.vec.example.net", "93.184.216.34", "127.0.0.1")
            .answering("mixed-order.vec.example.net", "127.0.0.1", "93.184.216.34")
            .answering("hostsfile.vec.example.net", "127.0.0.1")
            .answering("redirect-307.vec.example.net", "93.184.216.34")
            .answering("keepalive-reuse.vec.example.net", "93.184.216.34")
            .answering("alt-svc.vec.example.net", "93.184.216.34")
            .answering("slowloris.vec.example.net", "93.184.216.34")
            .answering("endless-body.vec.example.net", "93.184.216.34")
            .answering("self.vec.example.net", GuardFixture.OWN.toString())
            .answering("127.0.0.1.nip.io", "127.0.0.1")
            .answering("localtest.me", "127.0.0.1");

    private final ScheduledExecutorService watchdogs = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        watchdogs.shutdownNow();
        dns.close();
    }

    static Stream<List<String>> rows() {
        return Vectors.rows("ssrf.tsv").stream().filter(row -> !row.get(1).equals("header"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyUrlIsJudgedAsItsRowSays(List<String> row) {
        String url = Vectors.decoded(row.get(0));
        try (Cutoff cutoff =
                new Cutoff().arm(Duration.ofMillis(url.contains("slow-dns") ? 50 : 20_000), Watchdogs.on(watchdogs))) {
            Verdict verdict = dns.guard().judge(CallerFixture.ACME, url, cutoff);
            boolean allowed = row.get(2).equals("allow") || BEYOND_THE_VERDICT.contains(url);
            assertThat(verdict).isInstanceOf(allowed ? Verdict.Accepted.class : expectedRefusal(url));
        }
    }

    private static Class<? extends Verdict> expectedRefusal(String url) {
        return url.contains("slow-dns") || url.contains("cname-loop")
                ? Verdict.Unresolved.class
                : Verdict.Blocked.class;
    }
}
