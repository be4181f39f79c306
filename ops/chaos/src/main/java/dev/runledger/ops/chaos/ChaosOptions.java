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
 * @param jar the service
 * @param programs where PostgreSQL's programs are unpacked, or are to be
 * @param nodeArguments words added to each node's command line
 */
record ChaosOptions(
        long seed, Duration storm, int nodes, Duration silence, Path jar, Path programs, List<String> nodeArguments) {

    private static final String USAGE = """
            Usage: ./runledger chaos [--OPTION VALUE...]

              --minutes N           how long faults are injected (5)
              --seconds N           the same in seconds
              --seed N              makes the plan of faults and the load; a diced one if it is not given
              --nodes N             how many nodes share the database, 1-9 (3)
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
            case "--seed" ->
                new ChaosOptions(number(option, value), storm, nodes, silence, jar, programs, nodeArguments);
            case "--minutes" -> during(Duration.ofMinutes(number(option, value)));
            case "--seconds" -> during(Duration.ofSeconds(number(option, value)));
            case "--nodes" -> {
                if (!value.matches("[1-9]")) {
                    throw wrong("--nodes needs a number from 1 to 9.");
                }
                yield new ChaosOptions(seed, storm, Integer.parseInt(value), silence, jar, programs, nodeArguments);
            }
            case "--silence" ->
                new ChaosOptions(
                        seed, storm, nodes, Duration.ofSeconds(number(option, value)), jar, programs, nodeArguments);
            case "--jar" -> new ChaosOptions(seed, storm, nodes, silence, Path.of(value), programs, nodeArguments);
            case "--programs" -> new ChaosOptions(seed, storm, nodes, silence, jar, Path.of(value), nodeArguments);
            case "--node-argument" -> {
                List<String> more = new ArrayList<>(nodeArguments);
                more.add(value);
                yield new ChaosOptions(seed, storm, nodes, silence, jar, programs, more);
            }
            default -> throw wrong("There is no option " + option + ".");
        };
    }

    private ChaosOptions during(Duration length) {
        return new ChaosOptions(seed, length, nodes, silence, jar, programs, nodeArguments);
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
