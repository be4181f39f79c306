package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private CallerFixture caller = new CallerFixture();
    private ServerSocketFactory right = ServerSocketFactory.getDefault();
    private ServerSocketFactory expired = ServerSocketFactory.getDefault();
    private ServerSocketFactory future = ServerSocketFactory.getDefault();
    private ServerSocketFactory alone = ServerSocketFactory.getDefault();
    private String authority = "";
    private String aloneItself = "";

    @BeforeAll
    void issue(@TempDir Path folder) throws Exception {
        TestAuthority ca = new TestAuthority(folder);
        authority = ca.pem();
        right = ca.issue("right", "dns:target.example.net,ip:127.0.0.1");
        expired = ca.issue("expired", "dns:target.example.net", "-startdate", "-3d", "-validity", "1");
        alone = ca.selfSigned("alone", "dns:target.example.net");
        aloneItself = ca.pem("alone");
        future = ca.issue("future", "dns:target.example.net", "-startdate", "+3d");
    }

    @AfterEach
    void close() {
        caller.close();
        caller = new CallerFixture();
    }

    @Test
    void aCertificateOfTheJobsOwnAuthorityIsAccepted() throws IOException {
        try (RawTarget target = target(right)) {
            assertThat(call(target, "target.example.net", true, authority)).isInstanceOf(RunOutcome.Answered.class);
            assertThat(call(target, "127.0.0.1", true, authority)).isInstanceOf(RunOutcome.Answered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"target.example.net", "TARGET.example.net.", "under_score.example.net"})
    void theGreetingShowsTheName(String host) throws IOException {
        caller.dns.answering("under_score.example.net", "127.0.0.1");
        try (RawTarget target = new RawTarget(RawTarget.Peer::greeting)) {
            assertThat(refusal(target, host, authority)).startsWith("TLS: no secure connection to");
            String shown = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
            assertThat(target.requests.getFirst()).contains((char) shown.length() + shown + "\0");
        }
    }

    @Test
    void theGreetingShowsNoAddress() throws IOException {
        try (RawTarget target = new RawTarget(RawTarget.Peer::greeting)) {
            refusal(target, "127.0.0.1", authority);
            assertThat(target.requests.getFirst()).doesNotContain("127.0.0.1");
        }
    }

    @Test
    void aTrailingDotOfTheNameIsDropped() throws IOException {
        try (RawTarget target = target(right)) {
            assertThat(call(target, "target.example.net.", true, authority)).isInstanceOf(RunOutcome.Answered.class);
            assertThat(target.requests.getFirst()).contains("Host: target.example.net:" + target.port() + "\r\n");
        }
    }

    @Test
    void theAuthorityMayBeOneOfSeveralWithCommentsBetween() throws IOException {
        try (RawTarget target = target(right)) {
            String several = "# ours\n" + authority + "\n# again\r\n" + authority;
            assertThat(call(target, "target.example.net", true, several)).isInstanceOf(RunOutcome.Answered.class);
        }
    }

    @Test
    void anUnknownIssuerIsRefused() throws IOException {
        try (RawTarget target = target(right)) {
            assertThat(refusal(target, "target.example.net", null)).contains("unknown issuer; name it in ca_cert");
            assertThat(target.requests).isEmpty();
        }
    }

    @Test
    void aForeignNameIsRefused() throws IOException {
        try (RawTarget target = target(right)) {
            assertThat(refusal(target, "other.example.net", authority))
                    .endsWith("is not for the name other.example.net");
            assertThat(target.requests).isEmpty();
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        try (RawTarget target = target(expired)) {
            assertThat(refusal(target, "target.example.net", authority)).endsWith("has expired");
        }
    }

    @Test
    void aCertificateOfTheFutureIsRefused() throws IOException {
        try (RawTarget target = target(future)) {
            assertThat(refusal(target, "target.example.net", authority)).endsWith("is not yet valid");
        }
    }

    @Test
    void withoutVerificationAnyoneIsAcceptedAndCaCertIsNotEvenRead() throws IOException {
        try (RawTarget target = target(expired)) {
            assertThat(call(target, "other.example.net", false, "garbage")).isInstanceOf(RunOutcome.Answered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----"
            })
    void anUnreadableCaCertIsNamedAsTheCause(String caCert) throws IOException {
        try (RawTarget target = target(right)) {
            assertThat(refusal(target, "target.example.net", caCert)).contains("ca_cert");
            assertThat(target.requests).isEmpty();
        }
    }

    @Test
    void aTargetWithoutTlsIsToldApart() throws IOException {
        try (RawTarget target = new RawTarget(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            assertThat(refusal(target, "target.example.net", null)).endsWith(": it does not speak TLS");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsAcceptedIfTheJobNamesIt() throws IOException {
        try (RawTarget target = target(alone)) {
            assertThat(refusal(target, "target.example.net", authority)).contains("unknown issuer; name it in ca_cert");
            assertThat(call(target, "target.example.net", true, aloneItself)).isInstanceOf(RunOutcome.Answered.class);
            assertThat(refusal(target, "other.example.net", aloneItself)).contains("is not for the name");
        }
    }

    /** A record holds 16 KiB, of which our buffer takes 8 at a time. */
    @Test
    void anAnswerHiddenBehindAnotherInOneRecordIsNotTakenForTheNextOne() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 8000\r\nX: ";
        String first = head + "x".repeat(8192 - 8000 - head.length() - 4) + "\r\n\r\n" + "a".repeat(8000);
        try (RawTarget target = new RawTarget(
                peer -> {
                    while (peer.request() != null) {
                        peer.send(first + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    }
                },
                right)) {
            for (int run = 0; run < 3; run++) {
                assertThat(call(target, "target.example.net", true, authority))
                        .isInstanceOfSatisfying(
                                RunOutcome.Answered.class,
                                answer -> assertThat(answer.response().body()).hasSize(8000));
            }
            assertThat(target.connections).hasValue(3);
        }
    }

    /** An alert of a server that is offered too much, and the greeting of one that did not listen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "15 0302 0002 0246",
                "16 0302 002a 02 000026 0302 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 00 c014 00"
            })
    void tls11IsNotSpoken(String answer) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(answer.replace(" ", ""));
        try (RawTarget target = new RawTarget(peer -> {
            peer.greeting();
            peer.send(bytes);
            peer.awaitEnd();
        })) {
            assertThat(refusal(target, "target.example.net", authority)).endsWith(": it speaks no TLS 1.2 or newer");
        }
    }

    /** Where a certificate tells to ask about it is the peer's choice, and no such question goes past the guard. */
    @Test
    void nobodyIsAskedAboutACertificate(@TempDir Path folder) throws Exception {
        try (RawTarget witness = RawTarget.answering(RawTarget.OK)) {
            String url = "uri:http://127.0.0.1:" + witness.port() + "/";
            TestAuthority ca = new TestAuthority(folder);
            ServerSocketFactory talkative = ca.issue(
                    "talkative",
                    "dns:target.example.net",
                    "-ext",
                    "aia=ocsp:" + url + ",caIssuers:" + url,
                    "-ext",
                    "crl=" + url);
            try (RawTarget target = target(talkative)) {
                assertThat(call(target, "target.example.net", true, ca.pem())).isInstanceOf(RunOutcome.Answered.class);
                assertThat(refusal(target, "target.example.net", null)).contains("unknown issuer");
                assertThat(refusal(target, "target.example.net", authority)).endsWith("(invalid_signature)");
            }
            assertThat(witness.connections).hasValue(0);
        }
    }

    @Test
    void aSecureConnectionIsReusedOnlyUnderTheSameSettings() throws IOException {
        try (RawTarget target = target(right)) {
            call(target, "target.example.net", true, authority);
            call(target, "target.example.net", true, authority);
            assertThat(target.connections).hasValue(1);
            call(target, "target.example.net", false, null);
            call(target, "target.example.net", true, authority + "\n");
            assertThat(target.connections).hasValue(3);
            assertThat(refusal(target, "target.example.net", null)).contains("unknown issuer");
        }
    }

    private static RawTarget target(ServerSocketFactory sockets) throws IOException {
        return new RawTarget(
                peer -> {
                    while (peer.request() != null) {
                        peer.send(RawTarget.OK);
                    }
                },
                sockets);
    }

    private String refusal(RawTarget target, String host, @Nullable String caCert) {
        return ((RunOutcome.Unreachable) call(target, host, true, caCert)).detail();
    }

    private RunOutcome call(RawTarget target, String host, boolean verify, @Nullable String caCert) {
        String url = "https://" + host + ":" + target.port() + "/";
        return caller.call(new HttpRequestSpec("GET", url, Map.of(), StatusPattern.SUCCESS, verify, caCert, null, 20));
    }
}
