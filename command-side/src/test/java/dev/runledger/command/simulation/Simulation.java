package dev.runledger.command.simulation;

import java.time.Duration;

/** One seed's story: nodes, users and faults; then calm, and everything must come to rest and be as promised. */
final class Simulation {

    /** Longest that anything may take once nothing goes wrong any more: three attempts that all run into the longest timeout. */
    private static final Duration REST = Duration.ofSeconds(400);

    /** After which all nodes are up and fires are in time again. */
    private static final Duration RECOVERY = Duration.ofSeconds(35);

    private static final Duration STEP = Duration.ofSeconds(2);

    private final Timeline time;
    private final World world;
    private final Nemesis nemesis;
    private final Users users;

    /** What came about. */
    record Outcome(int runs, int hits, int lost, int crashes, int takenForDead, int faults, long steps) {}

    Simulation(long seed, Deciders deciders, boolean traced) {
        time = new Timeline(seed, traced);
        world = new World(time, deciders, time.dice.nextInt(3) * 0.01);
        nemesis = new Nemesis(world);
        users = new Users(world);
    }

    Outcome run() {
        Duration trouble = Duration.ofSeconds(25 + time.dice.nextInt(70));
        nemesis.begin(1 + time.dice.nextInt(3));
        users.act(trouble, Duration.ofMillis(300 + time.dice.nextInt(2_500)));
        runUntil(trouble);
        time.tell(() -> "from now on nothing goes wrong");
        nemesis.end();
        Duration calm = trouble.plus(RECOVERY);
        runUntil(calm);
        world.referee().verifyFires(world.database().instant());
        rest(calm.plus(REST));
        world.referee().verify(world.database().rows.open());
        return new Outcome(
                world.database().ledger.runs().size(),
                world.referee().hits(),
                world.lost(),
                nemesis.crashed(),
                world.takenForDead(),
                nemesis.faults(),
                time.steps());
    }

    private void rest(Duration limit) {
        while (!world.isAtRest() && time.elapsed().compareTo(limit) < 0) {
            users.retire();
            runUntil(time.elapsed().plus(STEP));
        }
        if (!world.isAtRest()) {
            throw new Referee.Violation("it does not come to rest: " + world.unrest());
        }
    }

    private void runUntil(Duration end) {
        while (time.elapsed().compareTo(end) < 0) {
            Duration next = time.elapsed().plus(STEP);
            time.runUntil(next.compareTo(end) < 0 ? next : end);
            world.referee().rethrow();
        }
    }

    String trace() {
        return time.trace();
    }
}
