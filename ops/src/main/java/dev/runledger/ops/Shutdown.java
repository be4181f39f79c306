package dev.runledger.ops;

import java.io.PrintStream;

/** What a signal sets off: everything is closed in order, and the process ends as having succeeded. */
final class Shutdown {

    private Shutdown() {}

    /** SIGTERM and Ctrl-C close the given thing; without it the JVM would report the signal as a failure. */
    static void closing(AutoCloseable running, PrintStream out) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    int status = 0;
                    out.println("Stopping: finishing what is in flight …");
                    try {
                        running.close();
                        out.println("Stopped.");
                    } catch (Exception e) {
                        System.err.println("Stopping did not go smoothly: " + e);
                        status = 1;
                    }
                    out.flush();
                    Runtime.getRuntime().halt(status);
                }));
    }
}
