package dev.runledger.ops.store;

import java.time.Duration;

/**
 * How long this node and its server have patience with each other. What is over ends as an outage: whoever waited is told so,
 * and what was locked is free.
 *
 * @param statement until the server breaks a statement off; commits are exempt
 * @param idle until the server ends a session whose transaction lies idle: its node hangs, and holds locks
 * @param answer until the client gives a silent connection up; longer than a statement may take, so that the server speaks first
 * @param connect until a connection must be there
 */
public record SessionLimits(Duration statement, Duration idle, Duration answer, Duration connect) {

    public static final SessionLimits DEFAULTS = new SessionLimits(
            Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(5));

    public SessionLimits {
        if (answer.compareTo(statement) <= 0) {
            throw new IllegalArgumentException("a client that gives up first never learns what the server says");
        }
    }
}
