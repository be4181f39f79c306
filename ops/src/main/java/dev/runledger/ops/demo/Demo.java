package dev.runledger.ops.demo;

import java.io.IOException;
import java.io.PrintStream;

/** The demonstration: a target of its own, and a story told against a running service. */
public final class Demo implements AutoCloseable {

    private final DemoTarget target;
    private final PrintStream out;

    private Demo(DemoTarget target, PrintStream out) {
        this.target = target;
        this.out = out;
    }

    /** Starts the target that the demonstration's jobs call. */
    public static Demo prepare(PrintStream out) throws IOException {
        return new Demo(new DemoTarget(), out);
    }

    /** Where the jobs will call; the service must be allowed to. */
    public int targetPort() {
        return target.port();
    }

    /** Tells the story against the service at that address. */
    public void tell(String base, String key) throws IOException, InterruptedException {
        new Telling(new DemoClient(base, key), target, out).tell();
        out.println();
        out.println("Look further with this key:");
        out.println("  KEY=" + key);
        out.println("  curl -g -H \"Authorization: Bearer $KEY\" '" + base + "/api/v1/runs?filter[status]=FAILED'");
        out.println("  curl -g -H \"Authorization: Bearer $KEY\" '" + base + "/api/v1/jobs/sync-till'");
    }

    @Override
    public void close() {
        target.close();
    }
}
