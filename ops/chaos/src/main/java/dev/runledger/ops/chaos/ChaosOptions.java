package dev.runledger.ops.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What kind of storm, and where its parts are found.
 *
 * @param storm how long faults are injected; starting, calming down and checking come on top
 * @param silence after which nodes take one that shows no sign of life for dead
 * @param every between two faults on average: the shorter, the more of them overlap
 * @param jar the service
 * @param programs where PostgreSQL's programs are unpacked, or are to be
 * @param nodeArguments words added to each node's command line
 */
record ChaosOptions(
        long seed,
        Duration storm,
        int nodes,
        Duration silence,
        Duration every,
        Path jar,
        Path programs,
        List<String> nodeArguments) {

    private static final String USAGE = """
            Usage: ./runledger chaos [--OPTION VALUE...]

              --minutes N           how long faults are injected (5)
              --seconds N           the same in seconds
              --seed N              makes the plan of faults and the load; a diced one if it is not given
              --nodes N             how many nodes share the database, 1-9 (3)
              --every N             seconds between two faults on average (10)
              --silence N           seconds after which a hung node counts as dead (30)
              --node-argument WORD  added to the command line of each node; may come several times""";

    ChaosOptions {
        nodeArguments = List.copyOf(nodeArguments);
    }

    /** @throws IllegalArgumentException telling what is wrong and how it is used */
    static ChaosOptions read(List<String> words) {
        ChaosOptions read = new ChaosOptions(
                ThreadLocalRandom.current().nextInt(1, 1_000_000),
                Duration.ofMinutes(5),
                3,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Path.of("ops", "target", "runledger.jar"),
                Path.of("ops", "target", "postgres"),
                List.of());
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            read = read.with(rest.next(), rest);
        }
        return read;
    }

    private ChaosOptions with(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw wrong("After " + option + " something is missing.");
        }
        String value = rest.next();
        return switch (option) {
            case "--seed" -> with(number(option, value), storm, nodes, silence, every);
            case "--minutes" -> with(seed, Duration.ofMinutes(number(option, value)), nodes, silence, every);
            case "--seconds" -> with(seed, seconds(option, value), nodes, silence, every);
            case "--nodes" -> {
                if (!value.matches("[1-9]")) {
                    throw wrong("--nodes needs a number from 1 to 9.");
                }
                yield with(seed, storm, Integer.parseInt(value), silence, every);
            }
            case "--silence" -> with(seed, storm, nodes, seconds(option, value), every);
            case "--every" -> with(seed, storm, nodes, silence, seconds(option, value));
            case "--jar" -> of(Path.of(value), programs, nodeArguments);
            case "--programs" -> of(jar, Path.of(value), nodeArguments);
            case "--node-argument" -> {
                List<String> more = new ArrayList<>(nodeArguments);
                more.add(value);
                yield of(jar, programs, more);
            }
            default -> throw wrong("There is no option " + option + ".");
        };
    }

    private ChaosOptions with(long seed, Duration storm, int nodes, Duration silence, Duration every) {
        return new ChaosOptions(seed, storm, nodes, silence, every, jar, programs, nodeArguments);
    }

    private ChaosOptions of(Path jar, Path programs, List<String> nodeArguments) {
        return new ChaosOptions(seed, storm, nodes, silence, every, jar, programs, nodeArguments);
    }

    /** What the plan of faults depends on, besides the seed. */
    FaultPlan.Sizes sizes() {
        return new FaultPlan.Sizes(storm, nodes, silence, every);
    }

    private static Duration seconds(String option, String text) {
        return Duration.ofSeconds(number(option, text));
    }

    private static long number(String option, String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw wrong(option + " needs a whole number from 1 on.");
        }
        return Long.parseLong(text);
    }

    private static IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(sentence + System.lineSeparator() + USAGE);
    }
}
