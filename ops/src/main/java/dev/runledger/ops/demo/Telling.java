package dev.runledger.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The demonstration's story: four jobs, eight runs, every kind of ending, and a chain of retries that succeeds. */
final class Telling {

    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELED");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SHORT_TIMEOUT = 2;
    private static final int LONG_TIMEOUT = 60;
    private static final int RUNS = 8;
    private static final String POLICY = "insist";
    private static final Map<String, Object> NIGHTLY = Map.of("schedule", "30 2 * * *", "timezone", "Europe/Berlin");
    private static final Map<String, Object> RETRIED = Map.of("retry_policy", POLICY);

    private final DemoClient api;
    private final DemoTarget target;
    private final PrintStream out;

    Telling(DemoClient api, DemoTarget target, PrintStream out) {
        this.api = api;
        this.target = target;
        this.out = out;
    }

    /** Creates the jobs, runs them, and prints what became of it; about four seconds. */
    void tell() throws IOException, InterruptedException {
        out.println(
                "Creating four jobs: one works, one is broken, one is never answered, and one works at the third attempt.");
        api.createPolicy(POLICY);
        api.createJob("charge-card", "Charge the card", target.url(DemoTarget.WORKS), LONG_TIMEOUT, NIGHTLY);
        api.createJob("send-receipt", "Send the receipt", target.url(DemoTarget.RECOVERS), LONG_TIMEOUT, RETRIED);
        api.createJob("sync-till", "Sync the till", target.url(DemoTarget.BROKEN), LONG_TIMEOUT, Map.of());
        api.createJob("wait-for-bank", "Wait for the bank", target.url(DemoTarget.SILENT), SHORT_TIMEOUT, Map.of());

        out.println("Running each now, rerunning the first, and canceling a second call to the bank.");
        String charge = api.run("charge-card");
        api.run("send-receipt");
        String sync = api.run("sync-till");
        String bank = api.run("wait-for-bank");
        awaitOver(charge);
        String again = api.rerun(charge);
        String canceled = api.run("wait-for-bank");
        awaitStarted(canceled);
        api.cancel(canceled);
        for (String run : List.of(sync, bank, again, canceled)) {
            awaitOver(run);
        }
        out.println();
        out.println(RunTable.of(awaitListed(RUNS)));
        out.println();
        out.println("charge-card runs by itself next at " + api.nextRun("charge-card") + ": " + NIGHTLY.get("schedule")
                + " in " + NIGHTLY.get("timezone") + ".");
    }

    private void awaitOver(String run) throws IOException, InterruptedException {
        await(() -> OVER.contains(status(run)), "run " + run + " to end");
    }

    private void awaitStarted(String run) throws IOException, InterruptedException {
        await(() -> !status(run).equals("PENDING"), "run " + run + " to start");
    }

    /** The list follows the events by a moment. */
    private List<JsonNode> awaitListed(int runs) throws IOException, InterruptedException {
        await(
                () -> api.runs().stream()
                                .filter(run -> OVER.contains(
                                        run.at("/attributes/status").asText()))
                                .count()
                        == runs,
                runs + " finished runs to be listed");
        return api.runs();
    }

    private String status(String run) throws IOException, InterruptedException {
        return api.find(run).get("status").asText();
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Condition condition, String what) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("waited " + PATIENCE.toSeconds() + " s for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
