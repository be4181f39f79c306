package dev.runledger.ops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a PostgreSQL in order if it has the time, else at once (it then recovers at its next start), else by force. */
final class PostgresStop {

    private static final Duration AT_ONCE_LIMIT = Duration.ofSeconds(5);

    private PostgresStop() {}

    static void end(ProcessHandle postmaster, Duration limit) {
        if (signalled(postmaster, "INT", limit) || signalled(postmaster, "QUIT", AT_ONCE_LIMIT)) {
            return;
        }
        postmaster.destroyForcibly();
        gone(postmaster.onExit(), AT_ONCE_LIMIT);
    }

    /** Java itself sends only TERM and KILL, and to PostgreSQL TERM means to wait for every client. */
    private static boolean signalled(ProcessHandle process, String signal, Duration limit) {
        Command.run(
                AT_ONCE_LIMIT,
                Path.of("/"),
                List.of("sh", "-c", "kill -" + signal + " \"$0\"", Long.toString(process.pid())));
        return gone(process.onExit(), limit);
    }

    static boolean gone(CompletableFuture<?> exit, Duration limit) {
        try {
            exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
