package dev.runledger.ops.embedded;

/** How an attempt to start PostgreSQL ended. In every case but the first nothing runs. */
sealed interface Startup {

    record Ready(PostgresProcess process) implements Startup {}

    /** Another port may do. */
    record PortTaken(int port) implements Startup {}

    /** It may pass: processes of an earlier life are on their way out. */
    record ClusterInUse(String why) implements Startup {}

    record Failed(String why) implements Startup {}
}
