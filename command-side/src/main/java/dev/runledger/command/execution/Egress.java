package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.kernel.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The one way out to the network: the guard, the name look-ups, the connections and the watchdogs over them. One per
 * process; closed after the workers that use it.
 */
public final class Egress implements AutoCloseable {

    private final GuardedDnsResolver resolver;
    private final AddressGuard guard;
    private final IdleConnections idle = new IdleConnections();
    private final HttpCaller caller;
    private final ScheduledExecutorService watchdogs = watchdogThread();
    private final Future<?> sweeping;

    /** @param names usually {@link NameResolver#system()} */
    public Egress(EgressSettings settings, NameResolver names) {
        this(settings, names, Lease.UNWATCHED);
    }

    /** @param lease must be held by this process when a request goes out */
    public Egress(EgressSettings settings, NameResolver names, Lease lease) {
        resolver = new GuardedDnsResolver(names, settings.dnsThreads());
        guard = new AddressGuard(settings, resolver, new OwnAddresses());
        SendGate gate = new SendGate(lease, Waiting.onVirtualThreads());
        caller = new HttpCaller(guard, new Connector(new TlsClients()), idle, gate, settings.maxResponseBytes());
        sweeping = watchdogs.scheduleWithFixedDelay(idle::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** One thread for all: it only closes sockets. */
    private static ScheduledExecutorService watchdogThread() {
        ScheduledThreadPoolExecutor watchdogs = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("egress-watchdog").factory());
        // Nearly every call ends before its deadline; its watchdog must not stay until then.
        watchdogs.setRemoveOnCancelPolicy(true);
        return watchdogs;
    }

    /** By which targets are blocked, as the {@code error} of such a run begins. */
    public static List<String> rules() {
        return Stream.of(EgressRule.values()).map(EgressRule::code).toList();
    }

    /** Judges a URL by looking up its name at most, and sends nothing; a look-up beyond the limit is unresolved. */
    Verdict judge(AccountId account, String url, Duration limit) {
        try (Cutoff cutoff = new Cutoff().arm(limit, watchdogs())) {
            return guard.judge(account, url, cutoff);
        }
    }

    HttpCaller caller() {
        return caller;
    }

    Watchdogs watchdogs() {
        return Watchdogs.on(watchdogs);
    }

    @Override
    public void close() {
        sweeping.cancel(false);
        watchdogs.shutdownNow();
        resolver.close();
        idle.close();
    }
}
