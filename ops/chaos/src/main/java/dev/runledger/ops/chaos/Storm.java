package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.FaultPlan.Planned;
import dev.runledger.ops.chaos.check.Violation;
import dev.runledger.ops.chaos.check.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the faults of a plan happen, each at its moment and on a thread of its own, and mends what they broke. Safe for all threads.
 */
final class Storm {

    /** A run that is lost later than that was lost for another reason. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private final Nodes nodes;
    private final DatabaseProcess database;
    private final Watch watch;
    private final Diary diary;
    private final ReentrantLock databaseTurn = new ReentrantLock();
    private final Phaser underWay = new Phaser(1);
    private final Map<String, Long> injected = new TreeMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /** Something that takes its time. */
    private interface Act {
        void perform() throws InterruptedException;
    }

    Storm(Nodes nodes, DatabaseProcess database, Watch watch, Diary diary) {
        this.nodes = nodes;
        this.database = database;
        this.watch = watch;
        this.diary = diary;
    }

    /** Returns when the last fault has begun. */
    void run(FaultPlan plan, long began) throws InterruptedException {
        for (Planned planned : plan.faults()) {
            Pace.until(began, planned.at());
            begin(() -> {
                diary.note(planned.fault().kind() + " " + planned.fault().words());
                inflict(planned.fault());
                diary.note(planned.fault().kind() + " is over");
            });
        }
    }

    private void begin(Act act) {
        underWay.register();
        Thread.ofVirtual().start(() -> {
            try {
                act.perform();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                violated("harness", "a fault could not be carried out: " + e);
            } finally {
                underWay.arriveAndDeregister();
            }
        });
    }

    /** All faults are over, and what they took down is up again. */
    void calm() throws InterruptedException {
        underWay.arriveAndAwaitAdvance();
        for (NodeProcess node : nodes.all()) {
            node.proxy().stall(false);
            node.proxy().cutCommits(0, true, true);
        }
        database.start();
        for (NodeProcess node : nodes.all()) {
            node.turn().lock();
            try {
                if (!node.runs()) {
                    bringUp(node);
                }
            } finally {
                node.turn().unlock();
            }
        }
    }

    private void inflict(Fault fault) throws InterruptedException {
        switch (fault) {
            case Fault.KillNode(int node, Duration down) ->
                alone(fault, node, victim -> {
                    watch.died(victim.number(), fault.words(), SOON);
                    victim.kill();
                    Thread.sleep(down);
                    bringUp(victim);
                });
            case Fault.StopNode(int node, Duration down) ->
                alone(fault, node, victim -> {
                    stop(victim);
                    Thread.sleep(down);
                    bringUp(victim);
                });
            case Fault.PauseNode(int node, Duration length) ->
                alone(fault, node, victim -> pause(victim, fault, length));
            case Fault.RollingRestart() -> rollingRestart(fault);
            case Fault.CutConnections(int node) -> onWay(fault, node, PgProxy::cut);
            case Fault.StallConnections(int node, Duration length) -> stall(fault, node, length);
            case Fault.CutCommits(int node, int commits, boolean reached, boolean storing) ->
                onWay(fault, node, way -> way.cutCommits(commits, reached, storing));
            case Fault.KillDatabase(Duration down) ->
                onDatabase(fault, () -> {
                    database.kill();
                    Thread.sleep(down);
                    database.start();
                });
            case Fault.RestartDatabase() ->
                onDatabase(fault, () -> {
                    database.stop();
                    database.start();
                });
            case Fault.StepDatabaseClock(Duration offset) ->
                count(database.stepClock(offset) ? injected : leftOut, fault);
        }
    }

    private void pause(NodeProcess victim, Fault fault, Duration length) throws InterruptedException {
        watch.died(victim.number(), "paused, " + fault.words(), length.plus(SOON));
        victim.pause();
        Thread.sleep(length);
        victim.resume();
    }

    private void rollingRestart(Fault fault) throws InterruptedException {
        count(injected, fault);
        for (NodeProcess node : nodes.all()) {
            node.turn().lock();
            try {
                stop(node);
                bringUp(node);
            } finally {
                node.turn().unlock();
            }
        }
    }

    private void stall(Fault fault, int node, Duration length) throws InterruptedException {
        onWay(fault, node, way -> way.stall(true));
        Thread.sleep(length);
        nodes.get(node).proxy().stall(false);
    }

    private void onWay(Fault fault, int node, Consumer<PgProxy> act) {
        count(injected, fault);
        act.accept(nodes.get(node).proxy());
    }

    /** What is done to a node. */
    private interface OnNode {
        void perform(NodeProcess node) throws InterruptedException;
    }

    /** With a node that no other fault has in hand: the one that the plan names, or else the next. */
    private void alone(Fault fault, int named, OnNode act) throws InterruptedException {
        for (int i = 0; i < nodes.size(); i++) {
            NodeProcess node = nodes.get(named + i);
            if (node.turn().tryLock()) {
                try {
                    count(injected, fault);
                    act.perform(node);
                } finally {
                    node.turn().unlock();
                }
                return;
            }
        }
        count(leftOut, fault);
    }

    private void onDatabase(Fault fault, Act act) throws InterruptedException {
        if (!databaseTurn.tryLock()) {
            count(leftOut, fault);
            return;
        }
        try {
            count(injected, fault);
            act.perform();
        } finally {
            databaseTurn.unlock();
        }
    }

    private void stop(NodeProcess node) throws InterruptedException {
        @Nullable String wrong = node.stop();
        if (wrong != null) {
            violated("stop", wrong);
        }
    }

    private void bringUp(NodeProcess node) throws InterruptedException {
        if (node.startUntilReady()) {
            diary.note("node " + node.number() + " is up");
        } else {
            violated(
                    "start",
                    "node " + node.number() + " was not ready after " + NodeProcess.START_LIMIT.toSeconds()
                            + " s; its log is " + node.log());
        }
    }

    /** A node ended and no fault was the reason. */
    void surprised(NodeProcess node, String what) {
        violated("end", what);
        begin(() -> {
            node.turn().lock();
            try {
                if (!node.runs()) {
                    bringUp(node);
                }
            } finally {
                node.turn().unlock();
            }
        });
    }

    synchronized void violated(String subject, String detail) {
        violations.add(new Violation(Kind.WRONG, "nodes", subject, detail));
    }

    private synchronized void count(Map<String, Long> counts, Fault fault) {
        counts.merge(fault.kind(), 1L, Long::sum);
    }

    /** How many faults of each kind there were. */
    synchronized Map<String, Long> injected() {
        return new TreeMap<>(injected);
    }

    /** Faults that found all victims in the hands of others, or cannot be done here. */
    synchronized Map<String, Long> leftOut() {
        return new TreeMap<>(leftOut);
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }
}
