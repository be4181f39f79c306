package dev.runledger.ops.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps PostgreSQL running: starts it, starts it again on the same port when it dies, stops it in the end. One thread
 * does all of that, so that no two starts or stops can cross.
 */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** With a growing pause before each, about 30 s in all. */
    private static final int FIRST_START_TRIES = 10;

    private final PostgresServer server;
    private final PortMemory ports;
    private final EmbeddedSettings settings;
    private final Outages outages;
    private final CompletableFuture<Life> serving = new CompletableFuture<>();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final Backoff backoff = new Backoff();
    private final Thread thread;
    private volatile Life current = new Life(0, 0);

    /** PostgreSQL as clients see it. */
    record Life(int port, long pid) {}

    Supervisor(PostgresServer server, PortMemory ports, EmbeddedSettings settings, Outages outages, Progress progress) {
        this.server = server;
        this.ports = ports;
        this.settings = settings;
        this.outages = outages;
        this.thread = Thread.ofPlatform().daemon().name("postgres-supervisor").start(() -> supervise(progress));
    }

    /** Blocks until PostgreSQL serves for the first time; an interrupt gives up, and then nothing runs. */
    void awaitServing() {
        try {
            serving.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EmbeddedFailure failure ? failure : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new EmbeddedFailure("The start of the database was given up.", e);
        }
    }

    Life current() {
        return current;
    }

    /** Returns when PostgreSQL has ended. */
    @Override
    public void close() {
        closing.complete(null);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise(Progress progress) {
        try {
            PostgresProcess process = firstStart(progress);
            serving.complete(current);
            keepAlive(process);
        } catch (RuntimeException e) {
            if (!serving.completeExceptionally(e)) {
                LOG.error("The embedded database is no longer watched; restart the service", e);
            }
        }
    }

    private PostgresProcess firstStart(Progress progress) {
        String trouble = "";
        int port = ports.port();
        for (int i = 0; i < FIRST_START_TRIES && !closing.isDone(); i++) {
            switch (server.start(port, progress, closing)) {
                case Startup.Ready(PostgresProcess process) -> {
                    current = new Life(port, process.pid());
                    return process;
                }
                case Startup.PortTaken(int taken) -> {
                    trouble = "Port " + taken + " on 127.0.0.1 is taken";
                    port = ports.another();
                    progress.step(trouble + "; from now on the database uses port " + port);
                }
                case Startup.ClusterInUse(String why) -> {
                    trouble = why;
                    pause(backoff.next());
                }
                case Startup.Failed(String why) -> throw new EmbeddedFailure(why);
            }
        }
        throw new EmbeddedFailure(trouble);
    }

    private void keepAlive(PostgresProcess first) {
        Optional<PostgresProcess> process = Optional.of(first);
        while (process.isPresent()) {
            process = diedUnderUs(process.get()) ? restart() : Optional.empty();
        }
    }

    /** Waits for the end, whichever side it comes from. */
    private boolean diedUnderUs(PostgresProcess process) {
        long born = System.nanoTime();
        CompletableFuture.anyOf(process.ended(), closing).join();
        if (closing.isDone()) {
            process.stop(settings.stopLimit());
            return false;
        }
        backoff.after(Duration.ofNanos(System.nanoTime() - born));
        String end = "The embedded database died (" + process.manner() + ") and is being restarted on port "
                + current.port();
        LOG.warn("{}. Its log ends:\n{}", end, process.lastWords());
        tell(() -> outages.died(end));
        return true;
    }

    /** On the same port, because clients know no other; for as long as it takes. */
    private Optional<PostgresProcess> restart() {
        while (!closing.isDone()) {
            pause(backoff.next());
            Startup startup = startAgain();
            if (startup instanceof Startup.Ready(PostgresProcess process)) {
                current = new Life(current.port(), process.pid());
                tell(() -> outages.servesAgain("The embedded database serves again on port " + current.port()));
                return Optional.of(process);
            }
            LOG.warn("The embedded database could not be restarted and will be tried again: {}", startup);
        }
        return Optional.empty();
    }

    /** A first start may fail for good, this one may not: a disk that is full now will have space again. */
    private Startup startAgain() {
        try {
            return server.start(current.port(), LOG::info, closing);
        } catch (RuntimeException e) {
            return new Startup.Failed("The start broke off: " + e);
        }
    }

    private void pause(Duration length) {
        Waiting.happens(closing, length);
    }

    /** A listener's failure must not end the watch. */
    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("A listener of database outages failed", e);
        }
    }
}
