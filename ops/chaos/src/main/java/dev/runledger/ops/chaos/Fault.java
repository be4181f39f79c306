package dev.runledger.ops.chaos;

import java.time.Duration;

/** Something that goes wrong on purpose. Nodes are counted from 0. */
sealed interface Fault {

    /** SIGKILL, and a new start after a while. */
    record KillNode(int node, Duration down) implements Fault {}

    /** SIGTERM, and a new start after a while. */
    record StopNode(int node, Duration down) implements Fault {}

    /** SIGTERM and a new start of each node, one after the other. */
    record RollingRestart() implements Fault {}

    /** SIGSTOP, and SIGCONT after a while. */
    record PauseNode(int node, Duration length) implements Fault {}

    /** Every connection of a node to the database is reset. */
    record CutConnections(int node) implements Fault {}

    /** No byte passes between a node and the database for a while; the connections stay. */
    record StallConnections(int node, Duration length) implements Fault {}

    /**
     * Connections are cut at a COMMIT, so that the node cannot know what came of it.
     *
     * @param commits how many
     * @param reached whether the database gets the COMMIT, and only its answer is lost
     * @param storing whether only transactions that stored events are cut
     */
    record CutCommits(int node, int commits, boolean reached, boolean storing) implements Fault {}

    /** SIGKILL of all processes of PostgreSQL, and a new start on the same port and data after a while. */
    record KillDatabase(Duration down) implements Fault {}

    /** A stop that ends every session, and a new start at once. */
    record RestartDatabase() implements Fault {}

    /** @param offset how far the database's clock is from the real one from now on */
    record StepDatabaseClock(Duration offset) implements Fault {}

    default String kind() {
        return getClass().getSimpleName();
    }

    /** For the table of the plan. */
    default String words() {
        return switch (this) {
            case KillNode(int node, Duration down) -> "node " + node + ", down for " + millis(down);
            case StopNode(int node, Duration down) -> "node " + node + ", down for " + millis(down);
            case RollingRestart() -> "every node, one after the other";
            case PauseNode(int node, Duration length) -> "node " + node + " for " + millis(length);
            case CutConnections(int node) -> "node " + node;
            case StallConnections(int node, Duration length) -> "node " + node + " for " + millis(length);
            case CutCommits(int node, int commits, boolean reached, boolean storing) ->
                commits + " of node " + node + (storing ? " that store events" : "") + ", "
                        + (reached ? "the answer is lost" : "the COMMIT is lost");
            case KillDatabase(Duration down) -> "down for " + millis(down);
            case RestartDatabase() -> "fast";
            case StepDatabaseClock(Duration offset) -> "offset " + offset.toSeconds() + " s";
        };
    }

    private static String millis(Duration length) {
        return length.toMillis() + " ms";
    }
}
