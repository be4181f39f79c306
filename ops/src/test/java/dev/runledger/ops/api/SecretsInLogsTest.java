package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a job sends and is sent stays out of every log line, however much is logged, and out of {@code error}. */
class SecretsInLogsTest extends ApiTest {

    /** In each header's value and each body, on the way there and back. */
    private static final String SECRET = "s3cr3t";

    private static final List<String> LOGGERS =
            List.of("dev.runledger", "org.axonframework", "org.springframework.web");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Raw echo = new Raw("");
    private final Raw talkative =
            new Raw("HTTP/1.1 200 OK\r\nX-Answer: " + SECRET + "\r\nContent-Length: 6\r\n\r\n" + SECRET);
    private final Raw broken = new Raw("HTTP/1.1 200 OK\r\n" + SECRET + "\r\n\r\n");
    private final Raw cut =
            new Raw("HTTP/1.1 200 OK\r\nX-Answer: " + SECRET + "\r\nContent-Length: 60\r\n\r\n" + SECRET);

    SecretsInLogsTest() {
        super(Map.of());
    }

    @BeforeEach
    void listen() {
        log.start();
        logger(Logger.ROOT_LOGGER_NAME).addAppender(log);
        LOGGERS.forEach(name -> logger(name).setLevel(Level.TRACE));
    }

    @AfterEach
    void unlisten() throws IOException {
        LOGGERS.forEach(name -> logger(name).setLevel(name.equals("dev.runledger") ? Level.INFO : null));
        logger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
        for (Raw raw : List.of(echo, talkative, broken, cut)) {
            raw.close();
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @Test
    void noLineAndNoErrorHoldsWhatWasSentOrAnswered() {
        ran("http://127.0.0.1:" + talkative.port(), "SUCCEEDED");
        for (String url : List.of(
                "http://127.0.0.1:" + echo.port(),
                "http://127.0.0.1:" + broken.port(),
                "http://127.0.0.1:" + cut.port(),
                "https://127.0.0.1:" + echo.port(),
                "http://user:" + SECRET + "@127.0.0.1/",
                "http://10.0.0.1/?token=" + SECRET,
                "http://127.0.0.1:1/" + SECRET)) {
            assertThat(ran(url, "FAILED").path("error").textValue())
                    .isNotBlank()
                    .doesNotContain(SECRET);
        }
        Answer refused = api.post(JOBS, document(freshId(), configuration("no url"), "{}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).doesNotContain(SECRET);

        assertThat(log.list).hasSizeGreaterThan(100);
        assertThat(List.copyOf(log.list))
                .allSatisfy(line -> assertThat(text(line)).doesNotContain(SECRET));
    }

    /** Made, edited, run, rerun and deleted. */
    private JsonNode ran(String url, String status) {
        String job = job(configuration(url), overlays());
        edit(job, "'configuration':" + configuration(url) + ",'environments':" + overlays());
        String run = run(job);
        JsonNode ended = ended(run);
        assertThat(ended.path("status").textValue()).isEqualTo(status);
        ended(api.send("POST", RUNS + "/" + run + "/actions/rerun", "")
                .json()
                .at("/data/id")
                .textValue());
        assertThat(api.delete(JOBS + "/" + job).status()).isEqualTo(204);
        return ended;
    }

    private static String configuration(String url) {
        return """
                {"url":"%s","method":"POST","body":"%s","headers":{"Authorization":"Bearer %s","X-Token":"%s"}}
                """.formatted(url, SECRET, SECRET, SECRET).strip();
    }

    private static String overlays() {
        return "{\"production\":{\"enabled\":true,\"headers.X-Own\":\"" + SECRET + "\",\"body\":\"" + SECRET + "\"}}";
    }

    private static String text(ILoggingEvent line) {
        String trace = line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy());
        return line.getLoggerName() + " " + line.getFormattedMessage() + " " + line.getMDCPropertyMap() + trace;
    }

    /** Answers the first bytes of each connection with a text, or if that is empty with what it got. */
    private static final class Raw implements AutoCloseable {

        private final ServerSocket server;

        Raw(String answer) {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.ofVirtual().start(() -> serve(answer));
        }

        private void serve(String answer) {
            while (!server.isClosed()) {
                try (Socket caller = server.accept()) {
                    byte[] got = new byte[8192];
                    int length = Math.max(0, caller.getInputStream().read(got));
                    String heard = new String(got, 0, length, StandardCharsets.ISO_8859_1);
                    caller.getOutputStream()
                            .write((answer.isEmpty() ? heard : answer).getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // The caller hung up, or the test is over.
                }
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
