package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up within a run's deadline. A native look-up pins the thread that makes it and cannot be broken off, so a
 * few platform threads make them all and the runs only wait. Runs of an account that ask for a name while it is being
 * looked up share the answer: it is as fresh as one of their own. Accounts share nothing, so that none waits in the line of
 * another.
 */
final class GuardedDnsResolver implements Names, AutoCloseable {

    private final NameResolver names;
    private final LookUpThreads threads;
    private final ConcurrentMap<Question, LookUp> underway = new ConcurrentHashMap<>();

    GuardedDnsResolver(NameResolver names, int threads) {
        this.names = names;
        this.threads = new LookUpThreads(threads);
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

    private record Question(AccountId account, String host) {}

    /** Its count is changed only within the map's {@code compute}, and so by one thread at a time. */
    private static final class LookUp {
        private final CompletableFuture<List<IpAddress>> answer = new CompletableFuture<>();
        private int waiting;
    }

    @Override
    public Resolution resolve(AccountId account, String host, Cutoff cutoff) {
        Question question = new Question(account, host);
        LookUp lookUp = join(question);
        // A copy, so that one run giving up does not take the answer from the others.
        CompletableFuture<List<IpAddress>> answer = lookUp.answer.copy();
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
            leave(question, lookUp);
        }
    }

    private LookUp join(Question question) {
        LookUp mine = new LookUp();
        LookUp joined = Objects.requireNonNull(underway.compute(question, (asked, known) -> {
            LookUp lookUp = known == null ? mine : known;
            lookUp.waiting++;
            return lookUp;
        }));
        if (joined == mine) {
            threads.execute(question.account, () -> answer(question, mine));
        }
        return joined;
    }

    private void leave(Question question, LookUp lookUp) {
        underway.computeIfPresent(question, (asked, known) -> {
            known.waiting -= known == lookUp ? 1 : 0;
            return known;
        });
    }

    /** Whoever asks after the answer is there asks anew. What nobody waits for any more is not looked up. */
    private void answer(Question question, LookUp lookUp) {
        if (underway.computeIfPresent(question, (asked, known) -> known.waiting == 0 ? null : known) == null) {
            return;
        }
        try {
            List<IpAddress> addresses = ask(question.host);
            underway.remove(question, lookUp);
            lookUp.answer.complete(addresses);
        } catch (Throwable failure) {
            // Also an error of the JVM's: a question that stayed behind would keep all later askers waiting.
            underway.remove(question, lookUp);
            lookUp.answer.completeExceptionally(failure);
        }
    }

    private List<IpAddress> ask(String host) {
        try {
            return names.resolve(host).stream().map(IpAddress::of).distinct().toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
