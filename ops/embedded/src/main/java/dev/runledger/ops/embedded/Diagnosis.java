package dev.runledger.ops.embedded;

import java.util.List;

/** What PostgreSQL's own words mean for the person who has to act; they are English because we run it so. */
final class Diagnosis {

    private static final int TAIL_LINES = 12;

    private Diagnosis() {}

    static String tail(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** A sentence to add to a failure, with its leading space, or a full stop if the words say enough. */
    static String hint(String output) {
        if (output.contains("No space left on device")) {
            return ": the disk is full. Make room and start again.";
        }
        if (output.contains("Permission denied")) {
            return ": a file belongs to another user. Give the whole data directory to the user of the service.";
        }
        if (output.contains("error while loading shared libraries")) {
            return ": a library is missing. Install it, or use a PostgreSQL server of your own.";
        }
        if (output.contains("could not map anonymous shared memory")) {
            return ": there is too little memory for it.";
        }
        return ".";
    }

    static boolean portTaken(String output) {
        return output.contains("could not bind") || output.contains("could not create any TCP/IP sockets");
    }

    /** Somebody else's PostgreSQL, or the last breath of one of ours, still has the cluster open. */
    static boolean clusterInUse(String output) {
        return output.contains("lock file \"postmaster.pid\"") || output.contains("pre-existing shared memory block");
    }

    static boolean ready(String line) {
        return line.contains("database system is ready to accept connections");
    }
}
