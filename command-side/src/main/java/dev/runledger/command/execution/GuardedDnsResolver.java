package dev.runledger.command.execution;

import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up within a run's deadline. A native look-up pins the thread that makes it and cannot be broken off, so a
 * few platform threads make them all and the runs only wait. Runs that ask for a name while it is being looked up share
 * the answer: it is as fresh as one of their own.
 */
final class GuardedDnsResolver implements AutoCloseable {

    private final NameResolver names;
    private final ThreadPoolExecutor threads;
    private final ConcurrentMap<String, CompletableFuture<List<IpAddress>>> underway = new ConcurrentHashMap<>();

    GuardedDnsResolver(NameResolver names, int threads) {
        this.names = names;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("egress-dns-", 1).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** What came of asking for a name. */
    sealed interface Resolution {

        /** Never empty. */
        record Found(List<IpAddress> addresses) implements Resolution {
            public Found {
                addresses = List.copyOf(addresses);
            }
        }

        record Unknown() implements Resolution {}

        record TooSlow() implements Resolution {}
    }

    Resolution resolve(String host, Cutoff cutoff) {
        // A copy, so that one run giving up does not take the answer from the others.
        CompletableFuture<List<IpAddress>> answer = lookUp(host).copy();
        cutoff.during(() -> answer.cancel(false));
        try {
            List<IpAddress> addresses = answer.get(cutoff.remainingMillis(), TimeUnit.MILLISECONDS);
            return addresses.isEmpty() ? new Resolution.Unknown() : new Resolution.Found(addresses);
        } catch (ExecutionException e) {
            return new Resolution.Unknown();
        } catch (TimeoutException | CancellationException | InterruptedIOException e) {
            return new Resolution.TooSlow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Resolution.TooSlow();
        } finally {
            cutoff.release();
        }
    }

    private CompletableFuture<List<IpAddress>> lookUp(String host) {
        CompletableFuture<List<IpAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<IpAddress>> others = underway.putIfAbsent(host, mine);
        if (others != null) {
            return others;
        }
        threads.execute(() -> answer(host, mine));
        return mine;
    }

    /** Whoever asks after the answer is there asks anew. */
    private void answer(String host, CompletableFuture<List<IpAddress>> waiting) {
        try {
            List<IpAddress> addresses = ask(host);
            underway.remove(host, waiting);
            waiting.complete(addresses);
        } catch (RuntimeException e) {
            underway.remove(host, waiting);
            waiting.completeExceptionally(e);
        }
    }

    private List<IpAddress> ask(String host) {
        try {
            return names.resolve(host).stream().map(IpAddress::of).distinct().toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** Look-ups that cannot be broken off die with the process. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
