package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseTest {

    private final CallerFixture caller = new CallerFixture();

    @AfterEach
    void close() throws Exception {
        caller.close();
    }

    @Test
    void headerNamesAreLowerCaseRepeatedOnesJoinedAndCookiesHidden() throws IOException {
        assertThat(answer(with(
                                "X-A: 1",
                                "x-a: 2",
                                "Set-Cookie: s=1",
                                "Set-Cookie: t=2",
                                "X-Fold: a\r\n  b",
                                "X-Empty:"))
                        .headers())
                .containsEntry("x-a", "1, 2")
                .containsEntry("set-cookie", "<redacted>")
                .containsEntry("x-fold", "a b")
                .containsEntry("x-empty", "");
    }

    @Test
    void redirectsCookiesAndOtherWishesOfTheTargetAreReportedNotFollowed() throws IOException {
        try (RawTarget target = RawTarget.answering(with(
                "Location: http://127.0.0.1/", "Refresh: 0", "Alt-Svc: h2=\"127.0.0.1:443\"", "Set-Cookie: s=1"))) {
            assertThat(caller.answer(target.url("/")).status()).isEqualTo(307);
            caller.answer(target.url("/"));
            assertThat(target.requests)
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request).doesNotContain("Cookie"));
        }
    }

    @Test
    void interimResponsesAreSkipped() throws IOException {
        assertThat(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + RawTarget.OK)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void switchingProtocolsIsAnError() throws IOException {
        assertThat(unreachable("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n")).contains("switched protocols");
    }

    @Test
    void compressedBodiesAreLeftAsTheyAre() throws IOException {
        ResponseSnapshot response =
                answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008bab");
        assertThat(response.body()).isEqualTo("\u001f\ufffdab");
        assertThat(response.bodyBytes()).isEqualTo(4);
        assertThat(response.headers()).containsEntry("content-encoding", "gzip");
    }

    @Test
    void aBodyMayEndWithTheConnection() throws IOException {
        assertThat(answer("HTTP/1.0 200 OK\r\n\r\nall of it").body()).isEqualTo("all of it");
    }

    @Test
    void chunksAreJoined() throws IOException {
        assertThat(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
                        .body())
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HELLO\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 99 OK\r\n\r\n",
                "HTTP/1.1 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
            })
    void aMalformedHeadIsAnError(String response) throws IOException {
        assertThat(unreachable(response)).contains("malformed response");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                  | closed without an answer
                    HTTP/1.1 200 OK\\r\\nX: y\\r\\n                     | closed in the middle of the response head
                    HTTP/1.1 200 OK\\r\\nX: y                           | closed in the middle of the response head
                    HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nab | closed the connection before the response was complete
                    HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nab | closed the connection before the response was complete
                    HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\nab | sent a malformed chunked body
                    """)
    void aConnectionThatEndsEarlyIsAnError(String response, String words) throws IOException {
        assertThat(unreachable(Vectors.decoded(response))).contains(words);
    }

    @Test
    void twoHundredHeadersAreReadAndOneMoreIsTooMany() throws IOException {
        assertThat(answer(withHeaders(200)).status()).isEqualTo(200);
        assertThat(unreachable(withHeaders(201))).contains("more than 200 headers or 64 KiB");
    }

    @Test
    void aHeadOf64KiBIsReadAndOneByteMoreIsTooMuch() throws IOException {
        assertThat(answer(ofHeadSize(65_536)).status()).isEqualTo(200);
        assertThat(unreachable(ofHeadSize(65_537))).contains("more than 200 headers or 64 KiB");
    }

    @Test
    void anEndlessHeaderLineIsGivenUp() throws IOException {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nX: ");
            while (true) {
                peer.send("a".repeat(8192));
            }
        })) {
            assertThat(caller.unreachable(target.url("/"))).contains("64 KiB");
        }
    }

    @Test
    void aBodyBeyondTheCapIsCountedToItsEnd() throws IOException {
        ResponseSnapshot response = answer(sized(150_000, "a".repeat(150_000)));
        assertThat(response.body()).hasSize(65_536);
        assertThat(response.bodyTruncated()).isTrue();
        assertThat(response.bodyBytes()).isEqualTo(150_000);
    }

    @Test
    void beyondWhatIsReadTheAnnouncedLengthCounts() throws IOException {
        String body = "a".repeat((int) CallerFixture.MAX_RESPONSE);
        assertThat(answer(sized(200_000, body)).bodyBytes()).isEqualTo(200_000);
        assertThat(answer(sized(5_000_000_000L, body + "b")).bodyBytes()).isEqualTo(5_000_000_000L);
    }

    @Test
    void anEndlessBodyIsCutOffWithoutFailing() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                peer.send("a".repeat(8192));
            }
        })) {
            ResponseSnapshot response = caller.answer(target.url("/"));
            assertThat(response.bodyBytes()).isEqualTo(CallerFixture.MAX_RESPONSE);
            assertThat(response.bodyTruncated()).isTrue();
            target.closed.await();
        }
    }

    @Test
    void refusedConnectionsAndUnknownNamesAreErrorsThatNameTheTarget() {
        assertThat(caller.unreachable("http://target.example.net:1/"))
                .isEqualTo("target.example.net:1 refused the connection");
        assertThat(caller.unreachable("http://nobody.example.net/"))
                .isEqualTo("host nobody.example.net is unknown or has no address");
    }

    @Test
    void aBlockedTargetIsNeverConnectedTo() {
        assertThat(caller.call(CallerFixture.get("http://10.0.0.1/")))
                .isEqualTo(new RunOutcome.Blocked("address_not_public: the address is not public: a private network"));
    }

    private ResponseSnapshot answer(String response) throws IOException {
        try (RawTarget target = RawTarget.once(response)) {
            return caller.answer(target.url("/"));
        }
    }

    private String unreachable(String response) throws IOException {
        try (RawTarget target = RawTarget.once(response)) {
            return caller.unreachable(target.url("/"));
        }
    }

    private static String with(String... headers) {
        return "HTTP/1.1 307 Moved\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static String sized(long length, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    /** The length is one of them. */
    private static String withHeaders(int count) {
        return "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(count - 1) + "Content-Length: 0\r\n\r\n";
    }

    private static String ofHeadSize(int bytes) {
        String rest = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: \r\nY: \r\n\r\n";
        int filler = bytes - rest.length();
        return rest.replace("X: ", "X: " + "a".repeat(filler / 2))
                .replace("Y: ", "Y: " + "a".repeat(filler - filler / 2));
    }
}
