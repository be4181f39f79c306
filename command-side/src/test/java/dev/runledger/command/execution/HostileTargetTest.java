package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that answer anything but HTTP as it should be. Whatever they do, the run ends soon and with plain words. */
class HostileTargetTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final CallerFixture caller = new CallerFixture();

    @AfterEach
    void close() {
        caller.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX\0Y: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Y: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\rY: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\n X: folded onto nothing\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 02\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\u000b\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 +200 OK\r\n\r\n",
                "HTTP/1.1 0200 OK\r\n\r\n",
                "HTTP/1.1 1000 OK\r\n\r\n",
                "HTTP/1.1 000 OK\r\n\r\n",
                "HTTP/1.1 2\0" + "0 OK\r\n\r\n",
                "HTTP/1.01 200 OK\r\n\r\n",
                "HTTP/11 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "<html>only a body, as in HTTP/0.9</html>\r\n\r\n",
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\0\0\u0012\4\0\0\0\0\0\0\3\0\0\0d\0\4\0\u0010\0\0\n\r\n\r\n"
            })
    void whatIsNoResponseIsToldInWordsOfOurOwn(String response) throws IOException {
        String words = unreachable(response);
        assertThat(words)
                .contains("sent a malformed response")
                .matches("[ -~]+")
                .doesNotContain("<", "SSH", "200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\nab",
                "+2\r\nok\r\n0\r\n\r\n",
                "0x2\r\nok\r\n0\r\n\r\n",
                " 2\r\nok\r\n0\r\n\r\n",
                "2 \u000b\r\nok\r\n0\r\n\r\n",
                "\r\n",
                ";x\r\n",
                "zz\r\n",
                "10000000000000002\r\nok\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nok\r\n0\r\n\r\n",
                "7fffffffffffffffff\r\nok\r\n0\r\n\r\n",
                "2\r\nokay\r\n0\r\n\r\n",
                "2\r\nok0\r\n\r\n",
                "0\r\nno trailer\r\n\r\n",
                "0\r\nX\0Y: a\r\n\r\n"
            })
    void aChunkThatIsNoneEndsTheCall(String chunks) throws IOException {
        assertThat(unreachable(CHUNKED + chunks)).endsWith("sent a malformed chunked body");
    }

    @Test
    void chunkExtensionsAndTrailersWithoutEndAreGivenUp() throws IOException {
        assertThat(endless(CHUNKED + "2;", "x")).endsWith("sent a malformed chunked body");
        assertThat(endless(CHUNKED, "1;" + "x".repeat(1000) + "\r\na\r\n")).endsWith("sent a malformed chunked body");
        assertThat(endless(CHUNKED + "0\r\n", "X: y\r\n")).endsWith("sent a malformed chunked body");
        assertThat(endless(CHUNKED + "0\r\nX: ", "y")).endsWith("sent a malformed chunked body");
    }

    @Test
    void headsWithoutEndAreGivenUp() throws IOException {
        for (String piece : new String[] {"X: y\r\n", "x", " folded\r\n", "\0"}) {
            assertThat(endless("HTTP/1.1 200 OK\r\nX: y\r\n", piece)).contains("more than 200 headers or 64 KiB");
        }
        assertThat(endless("", "H")).contains("more than 200 headers or 64 KiB");
    }

    @Test
    void interimAnswersWithoutEndAreGivenUp() throws IOException {
        assertThat(endless("", "HTTP/1.1 100 Continue\r\n\r\n")).contains("no end of interim");
        assertThat(endless("", "HTTP/1.1 103 Early Hints\r\nLink: " + "x".repeat(60_000) + "\r\n\r\n"))
                .contains("no end of interim");
    }

    @Test
    void controlCharactersInHeaderValuesAreNotPassedOn() throws IOException {
        ResponseSnapshot answer =
                answer("HTTP/1.1 200 OK\r\nX: a\0b\rc\u001b[2Jd\u007f\te\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.headers()).containsEntry("x", "a\ufffdb\ufffdc\ufffd[2Jd\ufffd\te");
    }

    @Test
    void aBareLineFeedEndsALineAndSplitsNothingElse() throws IOException {
        ResponseSnapshot answer = answer("HTTP/1.1 200 OK\nX: a\nY: b\nContent-Length: 2\n\nok");
        assertThat(answer.headers()).containsEntry("x", "a").containsEntry("y", "b");
        assertThat(answer.body()).isEqualTo("ok");
    }

    @Test
    void aWholeAnswerBrokenOffAnywhereIsAnError() throws IOException {
        String whole = CHUNKED + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n";
        // But for the very last character: a line that the connection ends is a line.
        for (int end = 0; end < whole.length() - 1; end++) {
            assertThat(unreachable(whole.substring(0, end)))
                    .as(whole.substring(0, end))
                    .containsAnyOf(
                            "closed without an answer", "closed in the middle", "before the response was complete");
        }
        assertThat(answer(whole).body()).isEqualTo("abcde");
    }

    @Test
    void garbageOfEveryKindIsAnOutcome() throws IOException {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 300; round++) {
            StringBuilder answer = new StringBuilder(CHUNKED + "3\r\nabc\r\n0\r\n\r\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                answer.setCharAt(random.nextInt(answer.length()), (char) random.nextInt(256));
            }
            RunOutcome outcome = outcome(answer.toString());
            assertThat(outcome).isNotInstanceOf(RunOutcome.Blocked.class);
            if (outcome instanceof RunOutcome.Unreachable(var words)) {
                assertThat(words)
                        .as("round %d: %s", round, answer)
                        .matches("[ -~]+")
                        .doesNotContain("internal error");
            }
        }
    }

    @Test
    void tenGigabytesAreReadNoFurtherThanTheLimit() throws Exception {
        byte[] piece = "a".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
        AtomicLong sent = new AtomicLong();
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n");
            while (sent.get() < 10_737_418_240L) {
                peer.send(piece);
                sent.addAndGet(piece.length);
            }
        })) {
            ResponseSnapshot answer = caller.answer(target.url("/"));
            target.closed.await();
            assertThat(answer.bodyBytes()).isEqualTo(10_737_418_240L);
            assertThat(answer.body()).hasSize(65_536);
            assertThat(sent.get()).isLessThan(64 * 1024 * 1024);
        }
    }

    private RunOutcome outcome(String response) throws IOException {
        try (RawTarget target = RawTarget.once(response)) {
            HttpRequestSpec spec = CallerFixture.get(target.url("/"));
            return caller.call(spec, CallerFixture.ACME, Map.of());
        }
    }

    private ResponseSnapshot answer(String response) throws IOException {
        return ((RunOutcome.Answered) outcome(response)).response();
    }

    private String unreachable(String response) throws IOException {
        RunOutcome outcome = outcome(response);
        assertThat(outcome).as(response).isInstanceOf(RunOutcome.Unreachable.class);
        return ((RunOutcome.Unreachable) outcome).detail();
    }

    private String endless(String start, String piece) throws IOException {
        String many = piece.repeat(1 + 8192 / piece.length());
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send(start);
            while (true) {
                peer.send(many);
            }
        })) {
            return caller.unreachable(target.url("/"));
        }
    }
}
