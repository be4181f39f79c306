package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A caller whose DNS knows loopback targets, and whose connections grow old when told to. */
final class CallerFixture implements AutoCloseable {

    static final AccountId ACME = new AccountId("acme", 1);
    static final long MAX_RESPONSE = 200_000;

    final GuardFixture dns = new GuardFixture()
            .answering("target.example.net", "127.0.0.1")
            .answering("other.example.net", "127.0.0.1")
            .answering("two.example.net", "127.0.0.2", "127.0.0.1");
    final AtomicLong aged = new AtomicLong();
    final IdleConnections idle = new IdleConnections(() -> System.nanoTime() + aged.get());
    final ScheduledExecutorService watchdogs = Executors.newSingleThreadScheduledExecutor();
    final TestLease lease = new TestLease();
    final HttpCaller caller;

    CallerFixture() {
        EgressSettings settings = EgressSettings.parse("127.0.0.0/8,::1", "", "*", MAX_RESPONSE, 2);
        AddressGuard guard = new AddressGuard(settings, dns.resolver(), Set::of);
        caller = new HttpCaller(
                guard,
                new Connector(new TlsClients()),
                idle,
                new SendGate(lease, Waiting.onVirtualThreads()),
                MAX_RESPONSE);
    }

    static HttpRequestSpec get(String url) {
        return spec("GET", url, null, 20);
    }

    static HttpRequestSpec spec(String method, String url, @Nullable String body, int timeout) {
        return new HttpRequestSpec(method, url, Map.of(), StatusPattern.SUCCESS, true, null, body, timeout);
    }

    RunOutcome call(HttpRequestSpec spec) {
        return call(spec, ACME, Map.of());
    }

    RunOutcome call(HttpRequestSpec spec, AccountId account, Map<String, String> headers) {
        try (Cutoff cutoff = new Cutoff().arm(Duration.ofSeconds(spec.timeout()), Watchdogs.on(watchdogs))) {
            return caller.call(new OutboundRequest(account, spec, headers), cutoff);
        }
    }

    ResponseSnapshot answer(String url) {
        return answer(get(url));
    }

    ResponseSnapshot answer(HttpRequestSpec spec) {
        return ((RunOutcome.Answered) call(spec)).response();
    }

    String unreachable(String url) {
        return ((RunOutcome.Unreachable) call(get(url))).detail();
    }

    void age(Duration by) {
        aged.addAndGet(by.toNanos());
    }

    @Override
    public void close() {
        idle.close();
        watchdogs.shutdownNow();
        dns.close();
    }
}
