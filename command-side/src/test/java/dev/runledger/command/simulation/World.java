package dev.runledger.command.simulation;

import dev.runledger.command.execution.SimulatedWorkers;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that there is in one simulation: the nodes, what they stand on, and whom they call. */
final class World {

    private static final RunOutcome CONNECTED = answered(0);

    private final Timeline time;
    private final Deciders deciders;
    private final Database database;
    private final Referee referee;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private int hosts;
    private int takenForDead;

    World(Timeline time, Deciders deciders, double losses) {
        this.time = time;
        this.deciders = deciders;
        this.database = new Database(time, new Ledger(environments(), policies()), losses);
        this.referee = new Referee(database.ledger, Jobs.PERIODS);
    }

    private static Map<String, Environment> environments() {
        return Map.of(Jobs.ENVIRONMENT, new Environment(Jobs.ENVIRONMENT, true));
    }

    private static Map<String, RetryPolicyView> policies() {
        RetryPolicy policy = new RetryPolicy(
                "Soon", 2, new Backoff.Exponential(1, 20), true, true, List.of(new StatusPattern("5xx")), List.of());
        RetryPolicyKey key = new RetryPolicyKey(AccountId.DEFAULT, Jobs.POLICY);
        return Map.of(
                Jobs.POLICY,
                new RetryPolicyView(key, new UUID(5, 5), 1, policy, Database.BEGINNING, Database.BEGINNING, null));
    }

    Timeline time() {
        return time;
    }

    Deciders deciders() {
        return deciders;
    }

    Database database() {
        return database;
    }

    Referee referee() {
        return referee;
    }

    /** Those of all processes there have been that still live. */
    List<SimulatedNode> nodes() {
        nodes.removeIf(node -> !node.host().alive());
        return nodes;
    }

    /** A process of a node comes up. */
    SimulatedNode start(UUID node, Host.Hazard hazard) {
        Host host = new Host("p" + ++hosts, time, hazard);
        SimulatedNode started = new SimulatedNode(this, host, node);
        nodes.add(started);
        time.tell(() -> host.name() + " starts on node " + node);
        started.start();
        return started;
    }

    void onTakenForDead() {
        takenForDead++;
    }

    /** How many processes came back that had been taken for dead. */
    int takenForDead() {
        return takenForDead;
    }

    /** How many runs ended because their workers were gone. */
    int lost() {
        return (int) database.ledger.runs().values().stream()
                .filter(run -> run.end() != null && run.end().reason() == FailureReason.WORKER_LOST)
                .count();
    }

    UUID id() {
        return new UUID(time.dice.nextLong(), time.dice.nextLong());
    }

    void endSessions(UUID process) {
        nodes().stream()
                .filter(node -> node.process().equals(process))
                .forEach(node -> node.host().breakConnections());
    }

    boolean isAtRest() {
        return unrest().isEmpty();
    }

    /** What is not over yet. */
    String unrest() {
        String runs = database.ledger.runs().values().stream()
                .filter(run -> !run.status().terminal())
                .map(run -> run.key().id() + " is " + run.status())
                .collect(Collectors.joining(", "));
        String rows = String.join(", ", database.rows.open());
        String hands = nodes().stream()
                .filter(node -> !node.isIdle())
                .map(node -> node.host().name())
                .collect(Collectors.joining(", "));
        String fires = database.ledger.nextFires(Instant.MAX, 9).toString();
        return Stream.of(runs, rows, hands, fires.equals("[]") ? "" : fires)
                .filter(some -> !some.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** Some notifications come late, some never. */
    void tellOfNews() {
        for (SimulatedNode node : nodes()) {
            if (!time.chance(0.1)) {
                time.after(time.latency(), node.host(), node::onNews);
            }
        }
    }

    SimulatedWorkers.Target target(Host host) {
        return new SimulatedWorkers.Target() {
            @Override
            public CompletableFuture<RunOutcome> connect() {
                RunOutcome outcome = time.chance(0.04) ? new RunOutcome.Unreachable("refused") : CONNECTED;
                return later(
                        time.chance(0.8)
                                ? Duration.ofNanos(time.latency())
                                : Duration.ofNanos(time.between(Duration.ZERO, Duration.ofSeconds(5))),
                        outcome);
            }

            @Override
            public CompletableFuture<RunOutcome> send(UUID run) {
                time.tell(() -> host.name() + " SENDS " + run);
                referee.onHit(run, host.name());
                double roll = time.dice.nextDouble();
                if (roll < 0.02) {
                    return new CompletableFuture<>();
                }
                Duration takes = Duration.ofNanos(
                        roll < 0.8 ? time.latency() : time.between(Duration.ZERO, Duration.ofSeconds(9)));
                return later(takes, answered(time.chance(0.75) ? 200 : 500));
            }

            private CompletableFuture<RunOutcome> later(Duration takes, RunOutcome outcome) {
                CompletableFuture<RunOutcome> answer = new CompletableFuture<>();
                time.after(takes.toNanos(), host, () -> answer.complete(outcome));
                return answer;
            }
        };
    }

    private static RunOutcome answered(int status) {
        return new RunOutcome.Answered(new ResponseSnapshot(status, Map.of(), "", false, 0));
    }
}
