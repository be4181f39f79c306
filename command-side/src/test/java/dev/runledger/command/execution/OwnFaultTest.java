package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.runledger.kernel.run.RunOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A request that cannot be written is a fault of the house: told as one, and without what it held. */
class OwnFaultTest extends WorkerFixture {

    private static final String SECRET = "s3cr3t";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.runledger");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void unlisten() {
        logger.detachAppender(log);
    }

    @Test
    void neitherTheErrorNorTheLogHoldsTheHeadersValue() {
        jobs.current = job(3, LIFE, target.url("/hook"), Map.of("X-Token", SECRET + "\nX-Injected: 1"));

        carryOut(worker(), run(1));

        assertThat(completed())
                .extracting(complete -> complete.outcome())
                .containsExactly(new RunOutcome.Unreachable("internal error: the request could not be carried out"));
        assertThat(target.connections).hasValue(0);
        assertThat(List.copyOf(log.list))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(
                                line.getFormattedMessage() + ThrowableProxyUtil.asString(line.getThrowableProxy()))
                        .contains("X-Token")
                        .doesNotContain(SECRET));
    }

    @Test
    void aRequestsTextHoldsNoValue() {
        OutboundRequest request = new OutboundRequest(
                CallerFixture.ACME, CallerFixture.get(target.url("/" + SECRET)), Map.of("X", SECRET));
        assertThat(request.toString()).contains("X").doesNotContain(SECRET);
    }
}
