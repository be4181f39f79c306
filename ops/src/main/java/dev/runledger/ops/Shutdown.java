package dev.runledger.ops;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds what the process has opened and closes it before the process ends, whichever way that is: by itself, or by SIGTERM
 * or Ctrl-C, however far the start had come. A signal that was obeyed is a success, so the exit status is 0 then; without
 * this the JVM would report it as a failure.
 */
final class Shutdown implements AutoCloseable {

    /** A step of the start. It may take long and should give up once {@code stopping} is complete. */
    @FunctionalInterface
    interface Opening<T extends AutoCloseable> {
        T open(CompletableFuture<Void> stopping) throws IOException;
    }

    private final PrintStream out;
    private final Opened opened = new Opened();
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();

    /** Held while something is being opened, so that a signal finds it either whole or not there. */
    private final ReentrantLock opening = new ReentrantLock();

    private final Thread hook = Thread.ofPlatform().name("shutdown").unstarted(this::obeySignal);

    private Shutdown(PrintStream out) {
        this.out = out;
    }

    /** From now on signals are obeyed. */
    static Shutdown onSignal(PrintStream out) {
        Shutdown shutdown = new Shutdown(out);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    /** @throws InterruptedException if a signal came first */
    <T extends AutoCloseable> T open(Opening<T> step) throws IOException, InterruptedException {
        opening.lock();
        try {
            if (stopping.isDone()) {
                throw new InterruptedException("the process is to stop");
            }
            return opened.add(step.open(stopping));
        } finally {
            opening.unlock();
        }
    }

    private void obeySignal() {
        stopping.complete(null);
        int status = 0;
        out.println("Stopping: finishing what is in flight …");
        opening.lock();
        try {
            opened.close();
            out.println("Stopped.");
        } catch (RuntimeException e) {
            System.err.println("Stopping did not go smoothly: " + e.getMessage());
            status = 1;
        }
        out.flush();
        Runtime.getRuntime().halt(status);
    }

    /**
     * Closes everything because the process ends by itself. If a signal came first, all is left to it and this does not
     * return: what fails here meanwhile, fails because of it and is not worth a word.
     */
    @Override
    public void close() {
        if (forgetSignals()) {
            opened.close();
        } else {
            awaitTheEnd();
        }
    }

    private boolean forgetSignals() {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            return false;
        }
    }

    private static void awaitTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
