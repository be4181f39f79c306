package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpWireTest {

    private final CallerFixture caller = new CallerFixture();
    private RawTarget target;

    @BeforeEach
    void open() throws IOException {
        target = RawTarget.answering(RawTarget.OK);
    }

    @AfterEach
    void close() throws Exception {
        target.close();
        caller.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void withoutBodyNothingTellsALength(String method) {
        assertThat(sent(method, null)).isEqualTo(head(method, "/x") + "Connection: keep-alive\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    void withoutBodyTheseTellLengthZero(String method) {
        assertThat(sent(method, null))
                .isEqualTo(head(method, "/x") + "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void everyMethodSendsItsBodyVerbatim(String method) {
        assertThat(sent(method, "a\r\nb\u00e4"))
                .isEqualTo(
                        head(method, "/x") + "Content-Length: 6\r\nConnection: keep-alive\r\n\r\na\r\nb\u00c3\u00a4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../b//c?x=[1]&y=%zz", "/%2e%2e/%00?a=b?c", "/?", "//host/x", "/;p={}|^`\"<>"})
    void pathAndQueryGoOutAsWritten(String pathAndQuery) {
        caller.answer(target.url(pathAndQuery));
        assertThat(target.requests.getFirst()).startsWith("GET " + pathAndQuery + " HTTP/1.1\r\n");
    }

    @Test
    void theFragmentStaysHere() {
        caller.answer(target.url("/a?b#secret"));
        assertThat(target.requests.getFirst()).startsWith("GET /a?b HTTP/1.1\r\n");
    }

    @Test
    void headersKeepTheirSpellingOrderAndValues() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-B", "1,\t2 ");
        headers.put("Accept-Encoding", "gzip");
        headers.put("X-Empty", "");
        caller.call(CallerFixture.get(target.url("/")), CallerFixture.ACME, headers);
        assertThat(target.requests.getFirst())
                .contains("\r\nx-B: 1,\t2 \r\nAccept-Encoding: gzip\r\nX-Empty: \r\nConnection: keep-alive\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "connection", "a b", "a:", "a\r\nb", ""})
    void aHeaderThatWouldChangeTheFrameIsNeverWritten(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> caller.call(CallerFixture.get(target.url("/")), CallerFixture.ACME, Map.of(name, "x")));
        assertThat(target.connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\u010d\u010a", "\0"})
    void aValueThatWouldChangeTheFrameIsNeverWritten(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> caller.call(CallerFixture.get(target.url("/")), CallerFixture.ACME, Map.of("X", value)));
        assertThat(target.connections).hasValue(0);
    }

    @Test
    void aLargeBodyArrivesWhole() {
        String body = "0123456789".repeat(100_000);
        assertThat(sent("POST", body)).endsWith("\r\n\r\n" + body);
    }

    @Test
    void anIpv6TargetIsCalledByItsAddress() throws IOException {
        IpAddress loopback = IpAddress.parse("::1").orElseThrow();
        assumeThat(new OwnAddresses().get()).contains(loopback);
        try (RawTarget v6 = new RawTarget(
                peer -> {
                    peer.request();
                    peer.send(RawTarget.OK);
                },
                ServerSocketFactory.getDefault(),
                loopback.inet())) {
            assertThat(caller.answer("http://[::1]:" + v6.port() + "/").body()).isEqualTo("ok");
            assertThat(v6.requests.getFirst()).contains("\r\nHost: [::1]:" + v6.port() + "\r\n");
        }
    }

    private String sent(String method, @Nullable String body) {
        caller.answer(CallerFixture.spec(method, target.url("/x"), body, 20));
        return target.requests.getFirst();
    }

    private String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: target.example.net:" + target.port() + "\r\n";
    }
}
