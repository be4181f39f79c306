package dev.runledger.ops.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Which faults happen when. The same seed and sizes make the same plan. */
record FaultPlan(List<Planned> faults) {

    /** @param at since the beginning of the storm */
    record Planned(Duration at, Fault fault) {}

    /**
     * What a plan is made for.
     *
     * @param every between two faults on average; each comes after half of it to one and a half times
     */
    record Sizes(Duration storm, int nodes, Duration silence, Duration every) {}

    /** A fault of one kind, its victim and parameters diced. */
    private record Kind(Function<Dice, Fault> draw) {}

    /** At the storm's end, the last fault has time to be over. */
    private static final Duration TAIL = Duration.ofSeconds(6);

    private static final List<Kind> KINDS = List.of(
            new Kind(dice -> new Fault.KillNode(dice.node(), dice.millis(500, 9_000))),
            new Kind(dice -> new Fault.CutCommits(dice.node(), dice.between(1, 6), true, true)),
            new Kind(dice -> new Fault.CutCommits(dice.node(), dice.between(1, 6), dice.flip(), dice.flip())),
            new Kind(dice -> new Fault.KillDatabase(dice.millis(0, 4_000))),
            new Kind(dice -> new Fault.PauseNode(dice.node(), dice.millis(500, 6_000))),
            new Kind(dice -> new Fault.PauseNode(dice.node(), dice.silence().plus(dice.millis(3_000, 8_000)))),
            new Kind(dice -> new Fault.CutConnections(dice.node())),
            new Kind(dice -> new Fault.StallConnections(dice.node(), dice.millis(500, 8_000))),
            new Kind(dice -> new Fault.StopNode(dice.node(), dice.millis(0, 3_000))),
            new Kind(dice -> new Fault.KillNode(dice.node(), Duration.ZERO)),
            new Kind(dice -> new Fault.RestartDatabase()),
            new Kind(dice -> new Fault.StepDatabaseClock(Duration.ofSeconds(dice.between(-45, 90)))),
            new Kind(dice -> new Fault.RollingRestart()),
            new Kind(dice ->
                    new Fault.StallConnections(dice.node(), dice.silence().plus(dice.millis(3_000, 8_000)))));

    FaultPlan {
        faults = List.copyOf(faults);
    }

    /** Each kind comes once before any comes again. */
    static FaultPlan of(long seed, Sizes sizes) {
        Random random = new Random(seed);
        Dice dice = new Dice(random, sizes);
        List<Planned> planned = new ArrayList<>();
        List<Kind> deck = new ArrayList<>();
        Duration end = sizes.storm().minus(TAIL);
        for (Duration at = Duration.ofSeconds(2); at.compareTo(end) < 0; at = at.plus(dice.distance())) {
            if (deck.isEmpty()) {
                deck.addAll(KINDS);
                Collections.shuffle(deck, random);
            }
            planned.add(new Planned(at, deck.removeLast().draw().apply(dice)));
        }
        return new FaultPlan(planned);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        faults.stream()
                .sorted(Comparator.comparing(Planned::at))
                .forEach(planned -> table.append("%8.1f s  %-18s %s%n"
                        .formatted(
                                planned.at().toMillis() / 1e3,
                                planned.fault().kind(),
                                planned.fault().words())));
        return table.toString();
    }

    /** What a seed decides. */
    private record Dice(Random random, Sizes sizes) {

        int node() {
            return random.nextInt(sizes.nodes());
        }

        boolean flip() {
            return random.nextBoolean();
        }

        Duration silence() {
            return sizes.silence();
        }

        /** Both included. */
        int between(int lowest, int highest) {
            return random.nextInt(lowest, highest + 1);
        }

        Duration millis(int lowest, int highest) {
            return Duration.ofMillis(between(lowest, highest));
        }

        Duration distance() {
            int mean = (int) sizes.every().toMillis();
            return millis(mean / 2, mean * 3 / 2);
        }
    }
}
