package dev.runledger.ops.chaos;

import dev.runledger.command.secret.MasterKeys;
import dev.runledger.ops.chaos.check.Checks;
import dev.runledger.ops.chaos.check.Evidence;
import dev.runledger.ops.chaos.check.LedgerReader;
import dev.runledger.ops.chaos.check.Violation;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One storm, from the first process to the verdict. */
final class Chaos {

    /** Any visible text will do. */
    private static final String KEY = "sk_api_chaos00000000000000000000000000000000";

    /** All nodes share it, and whoever looks into their database. */
    private static final String MASTER_KEY = MasterKeys.generate();

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** How long what was under way may take to end once everything is up again: timeouts, retries, projections. */
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);

    /** Projections, and what a fire has just begun, may lag behind for a moment. */
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final ChaosOptions options;
    private final Report report;
    private final InstantSource clock = InstantSource.system();
    private final Optional<FakeClock> fake = FakeClock.find();

    Chaos(ChaosOptions options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Whether all checks hold. */
    boolean run() throws Exception {
        FaultPlan faults = FaultPlan.of(options.seed(), options.sizes());
        LoadPlan load = LoadPlan.of(options.seed(), options.storm(), options.nodes());
        report.say("seed " + options.seed() + ", " + options.storm().toSeconds() + " s, " + options.nodes() + " nodes, "
                + faults.faults().size() + " faults, " + load.work().size() + " requests");
        report.plan(faults);
        if (fake.isEmpty()) {
            report.say("libfaketime is not installed: no clock will be off (Debian: apt-get install libfaketime)");
        }
        try (Workspace workspace = Workspace.open()) {
            try {
                List<Violation> violations = storm(workspace, faults, load);
                if (!violations.isEmpty()) {
                    workspace.keep();
                    report.say("logs and data are kept in " + workspace.directory());
                }
                return violations.isEmpty();
            } catch (Exception e) {
                workspace.keep();
                report.say("logs and data are kept in " + workspace.directory());
                throw e;
            }
        }
    }

    private List<Violation> storm(Workspace workspace, FaultPlan faults, LoadPlan load) throws Exception {
        ChildProcesses children = workspace.own(new ChildProcesses());
        report.say("starting PostgreSQL");
        DatabaseProcess database = workspace.own(
                DatabaseProcess.start(children, workspace.directory().resolve("postgres"), options.programs(), fake));
        Target target = workspace.own(new Target(clock));
        Cluster cluster = new Cluster(options, children, database, fake, KEY, MASTER_KEY);
        Nodes nodes = cluster.nodes(workspace);
        Watch watch = workspace.own(new Watch(database, () -> ids(nodes)));
        Diary diary = workspace.own(new Diary(workspace.directory().resolve("diary.log")));
        Storm storm = new Storm(nodes, database, watch, diary);
        cluster.surprises(storm);
        report.say("starting " + nodes.size() + " nodes");
        cluster.start(nodes);

        Books books = new Books();
        ApiClient client = new ApiClient(nodes, KEY, diary);
        Load requests = new Load(client, books, target, clock);
        requests.prepare(load);
        report.say("the storm begins");
        long began = System.nanoTime();
        Thread faulting = Thread.ofPlatform().start(() -> Pace.unlessInterrupted(() -> storm.run(faults, began)));
        requests.run(load, began);
        faulting.join();
        storm.calm();
        report.say("the storm is over; waiting for quiet");
        // A key of an answer that was lost is free again after a lease.
        client.mustBeAnsweredWithin(cluster.lease().plus(ANSWER_LIMIT));
        requests.awaitAnswers();
        List<Violation> violations = new ArrayList<>();
        awaitReady(nodes, client, storm);
        new Quiet(database).await(QUIET_LIMIT).ifPresent(violations::add);
        Evidence evidence = judge(database, target, books, violations);
        violations.addAll(storm.violations());
        violations.addAll(wrongAnswers(books));
        report.verdict(new Summary(options, storm, watch, client, nodes).of(evidence, books, violations), violations);
        return violations;
    }

    private static List<Violation> wrongAnswers(Books books) {
        List<Violation> violations = new ArrayList<>();
        books.silences()
                .forEach(what -> violations.add(new Violation(
                        Violation.Kind.WRONG, "answers", what, "no node answered, however often it was sent")));
        books.unjustified()
                .forEach(what -> violations.add(
                        new Violation(Violation.Kind.WRONG, "answers", what, "refused without a reason")));
        return violations;
    }

    private static void awaitReady(Nodes nodes, ApiClient client, Storm storm) throws InterruptedException {
        long deadline = System.nanoTime() + QUIET_LIMIT.toNanos();
        for (NodeProcess node : nodes.all()) {
            while (!client.ready(node)) {
                if (System.nanoTime() > deadline) {
                    storm.violated(
                            "ready", "node " + node.number() + " does not serve again; its log is " + node.log());
                    break;
                }
                Thread.sleep(200);
            }
        }
    }

    /** What is still found after a while of looking again and again is wrong indeed. */
    private static Evidence judge(DatabaseProcess database, Target target, Books books, List<Violation> violations)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (true) {
            Evidence evidence;
            try (Connection connection = database.connect()) {
                evidence = Evidence.of(
                        new LedgerReader(MasterKeys.parse(MASTER_KEY)).read(connection),
                        target.hits(),
                        books.acknowledged(),
                        books.unanswered());
            }
            List<Violation> found = Checks.judge(evidence);
            if (found.isEmpty() || System.nanoTime() > deadline) {
                violations.addAll(found);
                return evidence;
            }
            Thread.sleep(1_000);
        }
    }

    private static Map<UUID, Integer> ids(Nodes nodes) {
        Map<UUID, Integer> ids = new HashMap<>();
        for (NodeProcess node : nodes.all()) {
            try {
                ids.put(UUID.fromString(node.id()), node.number());
            } catch (IOException neverStarted) {
                // It has no id and no workers.
            }
        }
        return ids;
    }
}
