package dev.runledger.command.execution;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The addresses of this machine's own interfaces, read anew every few seconds: asking the kernel at every run is slow. */
final class OwnAddresses implements Supplier<Set<IpAddress>> {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanoClock;
    private volatile @Nullable Reading latest;

    private record Reading(Set<IpAddress> addresses, long readAt) {}

    OwnAddresses() {
        this(System::nanoTime);
    }

    OwnAddresses(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public Set<IpAddress> get() {
        long now = nanoClock.getAsLong();
        Reading reading = latest;
        if (reading == null || now - reading.readAt > KEPT_NANOS) {
            reading = new Reading(read(), now);
            latest = reading;
        }
        return reading.addresses;
    }

    /** @throws IllegalStateException if the kernel does not tell: judging without them would be guessing */
    private static Set<IpAddress> read() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> IpAddress.of(address.getAddress()))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            throw new IllegalStateException("the addresses of this machine's interfaces cannot be read", e);
        }
    }
}
