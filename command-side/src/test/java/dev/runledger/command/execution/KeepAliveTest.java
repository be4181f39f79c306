package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.run.RunOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepAliveTest {

    private final CallerFixture caller = new CallerFixture();

    @AfterEach
    void close() throws Exception {
        caller.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RawTarget.OK,
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: y\r\n\r\n"
            })
    void aConnectionThatOwesNothingCarriesTheNextRun(String response) throws IOException {
        try (RawTarget target = RawTarget.answering(response)) {
            caller.answer(target.url("/1"));
            caller.answer(target.url("/2"));
            assertThat(target.requests).hasSize(2);
            assertThat(target.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x, Close\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void aConnectionInDoubtIsNotUsedAgain(String response) throws IOException {
        try (RawTarget target = RawTarget.answering(response)) {
            caller.answer(target.url("/1"));
            caller.answer(target.url("/2"));
            assertThat(target.connections).hasValue(2);
        }
    }

    @Test
    void anotherAccountGetsItsOwnConnection() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.call(CallerFixture.get(target.url("/2")), new AccountId("other", 1), Map.of());
            caller.call(CallerFixture.get(target.url("/2")), new AccountId("acme", 2), Map.of());
            assertThat(target.connections).hasValue(3);
        }
    }

    @Test
    void anotherNameOfTheSameAddressGetsItsOwnConnection() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.answer("http://other.example.net:" + target.port() + "/2");
            caller.answer("http://127.0.0.1:" + target.port() + "/3");
            assertThat(target.connections).hasValue(3);
        }
    }

    @Test
    void aNameThatMovedGetsANewConnection() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.dns.answering("target.example.net", "127.0.0.2");
            assertThat(caller.unreachable(target.url("/2"))).endsWith("refused the connection");
            assertThat(target.requests).hasSize(1);
            caller.dns.answering("target.example.net", "127.0.0.1", "127.0.0.2");
            caller.answer(target.url("/3"));
            assertThat(target.connections).hasValue(1);
        }
    }

    @Test
    void aNameThatBecamePrivateIsBlockedThoughAConnectionIsKept() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.dns.answering("target.example.net", "127.0.0.1", "10.0.0.1");
            assertThat(caller.call(CallerFixture.get(target.url("/2")))).isInstanceOf(RunOutcome.Blocked.class);
            assertThat(target.requests).hasSize(1);
        }
    }

    @Test
    void afterTwoSecondsAConnectionIsTooOld() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.age(Duration.ofMillis(2_001));
            caller.answer(target.url("/2"));
            assertThat(target.connections).hasValue(2);
        }
    }

    @Test
    void oldConnectionsAreSweptAway() throws Exception {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            caller.idle.sweep();
            assertThat(caller.idle.size()).isEqualTo(1);
            caller.age(Duration.ofMillis(2_001));
            caller.idle.sweep();
            assertThat(caller.idle.size()).isZero();
            target.closed.await();
        }
    }

    @Test
    void aConnectionThatTheTargetClosedIsNotUsedAgain() throws Exception {
        try (RawTarget target = RawTarget.once(RawTarget.OK)) {
            caller.answer(target.url("/1"));
            target.closed.await();
            caller.answer(target.url("/2"));
            assertThat(target.connections).hasValue(2);
            assertThat(target.requests).hasSize(2);
        }
    }

    @Test
    void bytesThatCameUnaskedEndTheConnection() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send(RawTarget.OK);
            await().until(() -> more.getCount() == 0);
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
            sent.countDown();
            peer.awaitEnd();
        })) {
            caller.answer(target.url("/1"));
            more.countDown();
            sent.await();
            assertThat(caller.answer(target.url("/2")).body()).isEqualTo("ok");
            assertThat(target.connections).hasValue(2);
        }
    }

    @Test
    void theNextAddressIsTriedOnlyIfNoConnectionCameAbout() throws IOException {
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            assertThat(caller.answer("http://two.example.net:" + target.port() + "/")
                            .body())
                    .isEqualTo("ok");
        }
        try (RawTarget target = new RawTarget(RawTarget.Peer::request)) {
            caller.dns.answering("two.example.net", "127.0.0.1", "127.0.0.1");
            assertThat(caller.unreachable("http://two.example.net:" + target.port() + "/"))
                    .endsWith("closed without an answer");
            assertThat(target.requests).hasSize(1);
        }
    }

    @Test
    void ofVeryManyAddressesAFewAreTried() throws IOException {
        String[] many = IntStream.rangeClosed(1, Connector.MAX_TRIES + 1)
                .mapToObj(i -> "127.0.0." + (Connector.MAX_TRIES + 2 - i))
                .toArray(String[]::new);
        try (RawTarget target = RawTarget.answering(RawTarget.OK)) {
            caller.dns.answering("many.example.net", many);
            assertThat(caller.unreachable("http://many.example.net:" + target.port() + "/"))
                    .endsWith("refused the connection");
            caller.dns.answering("many.example.net", Arrays.copyOfRange(many, 1, many.length));
            assertThat(caller.answer("http://many.example.net:" + target.port() + "/")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRequestIsWrittenOnceEvenIfAKeptConnectionBreaks() throws IOException {
        try (RawTarget target = new RawTarget(peer -> {
            peer.request();
            peer.send(RawTarget.OK);
            peer.request();
        })) {
            caller.answer(target.url("/1"));
            assertThat(caller.unreachable(target.url("/2"))).contains("closed");
            assertThat(target.requests).hasSize(2);
        }
    }
}
