package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the vectors' class {@code dns-redirect}, as far as they are about what happens and not about a verdict. */
class VectorBehaviourTest {

    private static final String DOMAIN = ".vec.example.net";

    /** What each row's name leads to in {@link SsrfVectorsTest}, or happens to it here. */
    private static final Set<String> COVERED = Set.of(
            "rebind",
            "mixed",
            "mixed-order",
            "cname-loop",
            "slow-dns",
            "hostsfile",
            "redirect-307",
            "keepalive-reuse",
            "alt-svc",
            "slowloris",
            "endless-body",
            "self");

    private final CallerFixture caller = new CallerFixture();

    @AfterEach
    void close() {
        caller.close();
    }

    @Test
    void everyRowIsCovered() {
        List<String> rows = Vectors.rows("ssrf.tsv").stream()
                .filter(row -> row.get(1).equals("dns-redirect"))
                .map(row -> row.getFirst().replaceAll("https?://|\\.vec\\.example\\.net/", ""))
                .toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(COVERED);
    }

    @Test
    void aRedirectIsAnAnswerAndNobodyIsCalledAgain() throws IOException {
        try (RawTarget inside = RawTarget.answering(RawTarget.OK);
                RawTarget target = RawTarget.answering("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:"
                        + inside.port() + "/\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(answer("redirect-307", target).status()).isEqualTo(307);
            assertThat(inside.connections).hasValue(0);
            assertThat(target.requests).hasSize(1);
        }
    }

    @Test
    void anAlternativeServiceIsIgnored() throws IOException {
        try (RawTarget inside = RawTarget.answering(RawTarget.OK);
                RawTarget target = RawTarget.answering(
                        "HTTP/1.1 200 OK\r\nAlt-Svc: h2=\"127.0.0.1:%d\", http/1.1=\":%d\"\r\nContent-Length: 0\r\n\r\n"
                                .formatted(inside.port(), inside.port()))) {
            answer("alt-svc", target);
            answer("alt-svc", target);
            assertThat(inside.connections).hasValue(0);
            assertThat(target.requests).hasSize(2);
        }
    }

    @Test
    void aKeptConnectionServesTheSameVerdictOnly() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            answer("keepalive-reuse", target);
            answer("keepalive-reuse", target);
            assertThat(target.connections).hasValue(1);

            caller.dns.answering("keepalive-reuse" + DOMAIN, "127.0.0.2");
            assertThat(Calls.words(call("keepalive-reuse", target))).endsWith("refused the connection");
            caller.dns.answering("keepalive-reuse" + DOMAIN, "127.0.0.1", "10.0.0.1");
            assertThat(call("keepalive-reuse", target)).isInstanceOf(RunOutcome.Blocked.class);
            assertThat(target.requests).hasSize(2);
        }
    }

    @Test
    void oneByteAtATimeEndsWithTheDeadline() throws IOException {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            for (char letter : "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".toCharArray()) {
                peer.send(Character.toString(letter));
            }
            while (true) {
                peer.send("x");
                LockSupport.parkNanos(10_000_000);
            }
        })) {
            caller.dns.answering("slowloris" + DOMAIN, "127.0.0.1");
            assertThat(caller.call(CallerFixture.spec("GET", url("slowloris", target), null, 1)))
                    .isInstanceOf(RunOutcome.TimedOut.class);
        }
    }

    @Test
    void anEndlessBodyIsReadToTheLimitAndDropped() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                peer.send("2000\r\n" + "x".repeat(8192) + "\r\n");
            }
        })) {
            ResponseSnapshot answer = answer("endless-body", target);
            assertThat(answer.bodyBytes()).isEqualTo(CallerFixture.MAX_RESPONSE);
            assertThat(answer.body()).hasSize(65_536);
            target.closed.await();
            assertThat(caller.idle.size()).isZero();
        }
    }

    @Test
    void namesThatStallOrLoopEndTheRun() {
        RunOutcome loop = caller.call(CallerFixture.get("http://cname-loop" + DOMAIN + "/"));
        assertThat(loop).isInstanceOf(RunOutcome.Unreachable.class);
        RunOutcome slow = caller.call(CallerFixture.spec("GET", "http://slow-dns" + DOMAIN + "/", null, 1));
        assertThat(slow).isInstanceOf(RunOutcome.TimedOut.class);
    }

    /** With the JVM's real resolver, which is told of another hosts file. */
    @Test
    void aNameOfTheHostsFileIsJudgedLikeAnyOther(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 hostsfile" + DOMAIN + "\n");
        List<String> command = OtherJvm.command(Calls.class, "-Djdk.net.hosts.file=" + hosts);
        command.add("");
        command.add("http://hostsfile" + DOMAIN + "/");
        assertThat(OtherJvm.lines(command, Map.of()))
                .containsExactly("address_own: an address of host hostsfile" + DOMAIN + " is one of this server's own");
    }

    @Test
    void theServiceIsNotCalledByItsOwnAddressesWhateverTheyAre() {
        for (IpAddress own : new OwnAddresses().get()) {
            try (Egress egress = new Egress(EgressSettings.parse("", "", "*", 1, 1), host -> List.of(own.bytes()))) {
                assertThat(Calls.words(Calls.of(egress, "http://self" + DOMAIN + ":8080/")))
                        .isEqualTo("address_own: an address of host self" + DOMAIN + " is one of this server's own");
            }
        }
    }

    /** The name is asked for once in a run, and what it says later changes nothing of that run. */
    @Test
    void aNameThatChangesItsMindIsTakenAtItsWordEachTime() throws IOException {
        List<byte[]> inside = List.of(new byte[] {10, 0, 0, 1});
        List<byte[]> outside = List.of(new byte[] {127, 0, 0, 1});
        AtomicInteger questions = new AtomicInteger();
        EgressSettings settings = EgressSettings.parse("127.0.0.0/8", "", "*", 1000, 1);
        try (RawTarget target = RawTarget.answering(RawTarget.OK);
                Egress egress = new Egress(settings, host -> questions.getAndIncrement() % 2 == 0 ? outside : inside)) {
            for (int run = 0; run < 20; run++) {
                assertThat(Calls.words(Calls.of(egress, url("rebind", target))))
                        .startsWith(run % 2 == 0 ? "answered 200" : "address_not_public: ");
                assertThat(questions).hasValue(run + 1);
            }
            assertThat(target.requests).hasSize(10);
        }
    }

    private ResponseSnapshot answer(String host, RawTarget target) {
        caller.dns.answering(host + DOMAIN, "127.0.0.1");
        return ((RunOutcome.Answered) call(host, target)).response();
    }

    private RunOutcome call(String host, RawTarget target) {
        return caller.call(CallerFixture.get(url(host, target)));
    }

    private static String url(String host, RawTarget target) {
        return "http://" + host + DOMAIN + ":" + target.port() + "/";
    }
}
