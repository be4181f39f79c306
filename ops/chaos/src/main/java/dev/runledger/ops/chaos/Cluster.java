package dev.runledger.ops.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the nodes of a storm: each with a directory, a way to the database and a clock of its own. */
final class Cluster {

    /** So far is each node's clock off, if it can be: nothing may depend on it. */
    private static final List<Duration> CLOCKS =
            List.of(Duration.ZERO, Duration.ofSeconds(37), Duration.ofSeconds(-600));

    private final ChaosOptions options;
    private final ChildProcesses children;
    private final DatabaseProcess database;
    private final Optional<FakeClock> fake;
    private final NodeSetup setup;
    private final AtomicReference<@Nullable Storm> storm = new AtomicReference<>();

    Cluster(
            ChaosOptions options,
            ChildProcesses children,
            DatabaseProcess database,
            Optional<FakeClock> fake,
            String key,
            String masterKeys) {
        this.options = options;
        this.children = children;
        this.database = database;
        this.fake = fake;
        this.setup = new NodeSetup(
                options.jar().toAbsolutePath(),
                options.nodeArguments(),
                Map.of(
                        "RUNLEDGER_API_KEY",
                        key,
                        "RUNLEDGER_MASTER_KEYS",
                        masterKeys,
                        "RUNLEDGER_EGRESS_ALLOW",
                        "127.0.0.0/8",
                        "RUNLEDGER_EGRESS_PORTS",
                        "*",
                        "RUNLEDGER_DRAIN_LIMIT",
                        "5s",
                        "RUNLEDGER_WORKER_SILENCE",
                        options.silence().toSeconds() + "s",
                        "RUNLEDGER_IDEMPOTENCY_LEASE",
                        lease().toSeconds() + "s"));
    }

    /** Longer than the longest pause, so that no request outlives its lease. */
    Duration lease() {
        return options.silence().multipliedBy(2);
    }

    Nodes nodes(Workspace workspace) throws IOException {
        List<NodeProcess> nodes = new ArrayList<>();
        for (int number = 0; number < options.nodes(); number++) {
            PgProxy proxy = PgProxy.to(database.port());
            int own = number;
            Map<String, String> environment = new HashMap<>();
            Duration offset = CLOCKS.get(number % CLOCKS.size());
            if (!offset.isZero()) {
                fake.ifPresent(clock -> environment.putAll(clock.constant(offset)));
            }
            environment.put("RUNLEDGER_DATABASE_URL", database.url(proxy.port()));
            nodes.add(workspace.own(new NodeProcess(
                    number,
                    workspace.directory().resolve("node-" + number),
                    proxy,
                    setup,
                    environment,
                    children,
                    surprise -> tell(own, nodes, surprise))));
        }
        return new Nodes(nodes);
    }

    private void tell(int number, List<NodeProcess> nodes, String surprise) {
        Storm told = storm.get();
        if (told != null) {
            told.surprised(nodes.get(number), surprise);
        }
    }

    /** Who hears of nodes that end by themselves. */
    void surprises(Storm told) {
        storm.set(told);
    }

    /** The first one alone, because it makes the schema; then the others together. */
    void start(Nodes nodes) throws InterruptedException {
        start(nodes.get(0));
        List<Thread> starts = nodes.all().stream()
                .skip(1)
                .map(node -> Thread.ofVirtual().start(() -> Pace.unlessInterrupted(node::startUntilReady)))
                .toList();
        for (Thread start : starts) {
            start.join();
        }
        nodes.all().forEach(Cluster::require);
    }

    private static void start(NodeProcess node) throws InterruptedException {
        node.startUntilReady();
        require(node);
    }

    private static void require(NodeProcess node) {
        if (node.port().isEmpty()) {
            throw new HarnessFailure("node " + node.number() + " does not start; its log is " + node.log());
        }
    }
}
