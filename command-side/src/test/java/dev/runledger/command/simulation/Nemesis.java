package dev.runledger.command.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** What goes wrong. Crashes and pauses come at awaits, so that every one of them is hit by some seed. */
final class Nemesis {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final World world;
    private final Timeline time;
    private final Random dice;
    private final double crashes;
    private final double pauses;
    private final Duration pace;
    private boolean over;
    private int crashed;
    private int faults;

    Nemesis(World world) {
        this.world = world;
        this.time = world.time();
        this.dice = time.dice;
        this.crashes = oneOf(0, 0.00002, 0.0001, 0.0004);
        this.pauses = oneOf(0, 0.00005, 0.0002);
        this.pace = Duration.ofSeconds(3 + dice.nextInt(30));
    }

    private double oneOf(double... choice) {
        return choice[dice.nextInt(choice.length)];
    }

    int crashed() {
        return crashed;
    }

    int faults() {
        return faults;
    }

    /** Keeps that many nodes up, but not well. */
    void begin(int nodes) {
        for (int i = 0; i < nodes; i++) {
            keepUp(world.start(world.id(), this::atAwait), world.id());
        }
        next();
    }

    /** Nothing goes wrong any more. */
    void end() {
        over = true;
        world.nodes().forEach(node -> node.host().recover());
        world.database().comeUp();
        world.database().settleClock();
        world.database().loseNothing();
    }

    /** Loops await far more often than runs do, and most of their awaits are alike. */
    private static int weight(String task) {
        if (task.startsWith("run-")) {
            return 30;
        }
        return task.equals("command") || task.equals("pulse") ? 5 : 1;
    }

    private void atAwait(Host host, String task) {
        if (over) {
            return;
        }
        double roll = dice.nextDouble() / weight(task);
        if (roll < crashes) {
            crashed++;
            host.crash();
        } else if (roll < crashes + pauses) {
            faults++;
            host.pause(Duration.ofNanos(time.between(Duration.ofMillis(100), LONGEST_PAUSE)));
        }
    }

    /** Whoever has crashed comes again, mostly as the same node. */
    private void keepUp(SimulatedNode node, UUID identity) {
        time.after(Duration.ofSeconds(1), () -> {
            if (node.host().alive()) {
                keepUp(node, identity);
                return;
            }
            UUID next = dice.nextInt(4) == 0 ? world.id() : identity;
            time.after(
                    Duration.ofNanos(time.between(Duration.ZERO, Duration.ofSeconds(over ? 2 : 25))),
                    () -> keepUp(world.start(next, this::atAwait), next));
        });
    }

    private void next() {
        time.after(Duration.ofNanos(time.between(Duration.ZERO, pace.multipliedBy(2))), () -> {
            if (!over) {
                faults++;
                strike();
                next();
            }
        });
    }

    private void strike() {
        switch (dice.nextInt(5)) {
            case 0 -> {
                world.database().goDown();
                time.after(
                        Duration.ofNanos(time.between(Duration.ofMillis(10), Duration.ofSeconds(9))),
                        world.database()::comeUp);
            }
            case 1 -> world.database().setClock(Duration.ofMillis(dice.nextLong(-60_000, 200_000)));
            case 2 ->
                someHost(host -> host.cutOff(Duration.ofNanos(time.between(Duration.ofMillis(100), LONGEST_PAUSE))));
            case 3 -> someHost(Host::breakConnections);
            default -> someNode(SimulatedNode::stop);
        }
    }

    private void someHost(Consumer<Host> fault) {
        someNode(node -> fault.accept(node.host()));
    }

    private void someNode(Consumer<SimulatedNode> fault) {
        List<SimulatedNode> nodes = world.nodes();
        if (!nodes.isEmpty()) {
            fault.accept(nodes.get(dice.nextInt(nodes.size())));
        }
    }
}
