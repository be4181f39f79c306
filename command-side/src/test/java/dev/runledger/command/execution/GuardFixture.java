package dev.runledger.command.execution;

import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A guard over a DNS of our own making. */
final class GuardFixture implements NameResolver, AutoCloseable {

    static final IpAddress OWN = IpAddress.parse("8.8.4.4").orElseThrow();

    private final Map<String, List<byte[]>> answers = new HashMap<>();
    private final CountDownLatch stall = new CountDownLatch(1);
    private final GuardedDnsResolver resolver = new GuardedDnsResolver(this, 2);
    final AtomicInteger questions = new AtomicInteger();

    GuardFixture answering(String host, String... addresses) {
        answers.put(
                host,
                Arrays.stream(addresses)
                        .map(text -> IpAddress.parse(text).orElseThrow().bytes())
                        .toList());
        return this;
    }

    @Override
    public List<byte[]> resolve(String host) throws UnknownHostException {
        questions.incrementAndGet();
        if (host.startsWith("slow-dns")) {
            await();
        }
        List<byte[]> answer = answers.get(host);
        if (answer == null) {
            throw new UnknownHostException(host);
        }
        return answer;
    }

    private void await() {
        try {
            stall.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    AddressGuard guard() {
        return guard("", "", EgressSettings.DEFAULT_PORTS);
    }

    AddressGuard guard(String allow, String deny, String ports) {
        return new AddressGuard(EgressSettings.parse(allow, deny, ports, 1024, 1), resolver, () -> Set.of(OWN));
    }

    GuardedDnsResolver resolver() {
        return resolver;
    }

    @Override
    public void close() {
        stall.countDown();
        resolver.close();
    }
}
