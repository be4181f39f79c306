package dev.runledger.ops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Ends a PostgreSQL in order if it has the time, else at once (it then recovers at its next start), else by force. */
final class PostgresStop {

    private static final Duration AT_ONCE_LIMIT = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private PostgresStop() {}

    /**
     * @param running whether it is still there; the caller knows better than the system's process table, in which a
     *     process that nobody waits for stays after its end
     */
    static void end(ProcessHandle postmaster, BooleanSupplier running, Duration limit) {
        signal(postmaster, "INT");
        if (!gone(running, limit)) {
            signal(postmaster, "QUIT");
        }
        if (!gone(running, AT_ONCE_LIMIT)) {
            postmaster.destroyForcibly();
        }
        gone(running, AT_ONCE_LIMIT);
    }

    /** Java itself sends only TERM and KILL, and to PostgreSQL TERM means to wait for every client. */
    private static void signal(ProcessHandle process, String signal) {
        Command.run(
                AT_ONCE_LIMIT,
                Path.of("/"),
                List.of("sh", "-c", "kill -" + signal + " \"$0\"", Long.toString(process.pid())));
    }

    /** Whether it ended within the limit. */
    static boolean gone(BooleanSupplier running, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (running.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }
}
