package dev.runledger.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What to measure, and how much of it.
 *
 * @param names benches in order; the same one may come several times
 * @param runs how many runs a drain has
 * @param warmup how many runs come before the first measurement
 * @param latency how long the open loop of {@code latency} goes on
 * @param settle how long to wait before each bench, so that what the one before set off is over
 * @param fires how much {@code fires} measures
 * @param history how much {@code history} measures
 */
record BenchOptions(
        List<String> names,
        int runs,
        int warmup,
        Duration latency,
        Duration settle,
        FireSizes fires,
        HistorySizes history) {

    static final String CRON = "cron";
    static final String DRAIN = "drain";
    static final String FIRES = "fires";
    static final String HISTORY = "history";
    static final String LATENCY = "latency";
    static final String NODES = "nodes";
    static final String QUOTA = "quota";
    static final String SLOW = "slow";

    /** Those that do not measure the one service that is started for all others. */
    private static final Set<String> APART = Set.of(CRON, HISTORY, NODES, QUOTA);

    private static final List<String> ALL = List.of(CRON, HISTORY, NODES, QUOTA, DRAIN, LATENCY, SLOW, FIRES);

    /** Without cron, which takes minutes and has nothing to do with the service. */
    private static final List<String> UNNAMED = List.of(DRAIN, LATENCY, SLOW, FIRES);

    private static final BenchOptions DEFAULTS = new BenchOptions(
            UNNAMED,
            10_000,
            30_000,
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            FireSizes.DEFAULTS,
            HistorySizes.DEFAULTS);

    private static final String USAGE = """
            Usage: ./runledger bench [BENCH...] [--OPTION N...]

              drain, latency, slow, fires
                                    what to measure, in this order; all of them if none is named
              replay                building the list of runs anew; alone, and with --replayed RUNS (2000000) only
              cron                  the next fire of schedules; takes minutes, so only if it is named
              nodes                 latency over two nodes, one that takes triggers and one that carries out; only if it is named
              quota                 runs of an account without a limit, up to its limit, and beyond; only if it is named
              history               reading and writing runs with 100,000 and 10,000,000 of them; takes an hour and 40 GB of disk,
                                    so only if it is named
              --runs N              runs of a drain (10000)
              --warmup N            runs before the first measurement (30000)
              --seconds N           length of latency and nodes (15)
              --spread N            jobs of fires that are due one after the other (200)
              --together N          jobs of fires that are due at the same instant (2000)
              --timetable N         jobs that wait while fires measures an idle service (100000)
              --idle N              seconds of idling (30)
              --history N           runs of a history, instead of the usual two lengths; may come several times
              --each N              seconds for which history asks for each page (5)
              --family WORD         asks only for pages of families whose names contain this
              --writes N            runs that history writes into the longest (30000); 0 for none""";

    BenchOptions {
        names = List.copyOf(names);
    }

    /** The benches that share the service; the others come before it is started. */
    List<String> served() {
        return names.stream().filter(name -> !APART.contains(name)).toList();
    }

    /** @throws IllegalArgumentException telling what is wrong and how it is used */
    static BenchOptions read(List<String> words) {
        List<String> names = new ArrayList<>();
        BenchOptions read = DEFAULTS;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (ALL.contains(word)) {
                names.add(word);
            } else {
                read = read.with(word, rest);
            }
        }
        return names.isEmpty() ? read : read.of(names);
    }

    private BenchOptions of(List<String> named) {
        return new BenchOptions(named, runs, warmup, latency, settle, fires, history);
    }

    private BenchOptions of(FireSizes sizes) {
        return new BenchOptions(names, runs, warmup, latency, settle, sizes, history);
    }

    private BenchOptions of(HistorySizes sizes) {
        return new BenchOptions(names, runs, warmup, latency, settle, fires, sizes);
    }

    private BenchOptions with(String option, Iterator<String> rest) {
        return switch (option) {
            case "--runs" -> new BenchOptions(names, number(option, rest, 1), warmup, latency, settle, fires, history);
            case "--warmup" -> new BenchOptions(names, runs, number(option, rest, 0), latency, settle, fires, history);
            case "--seconds" ->
                new BenchOptions(
                        names, runs, warmup, Duration.ofSeconds(number(option, rest, 1)), settle, fires, history);
            case "--spread" -> of(fires.withSpread(number(option, rest, 1)));
            case "--together" -> of(fires.withTogether(number(option, rest, 1)));
            case "--timetable" -> of(fires.withTimetable(number(option, rest, 1)));
            case "--idle" -> of(fires.withIdling(number(option, rest, 1)));
            case "--history" -> of(history.withHistory(number(option, rest, 1)));
            case "--each" -> of(history.withEach(number(option, rest, 1)));
            case "--family" -> of(history.withFamily(text(option, rest)));
            case "--writes" -> of(history.withWrites(number(option, rest, 0)));
            default -> throw wrong("There is no bench or option " + option + ".");
        };
    }

    private static String text(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw wrong(option + " needs a word.");
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest, int min) {
        String text = rest.hasNext() ? rest.next() : "";
        if (!text.matches("[0-9]{1,8}") || Integer.parseInt(text) < min) {
            throw wrong(option + " needs a whole number from " + min + " on.");
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(sentence + System.lineSeparator() + USAGE);
    }
}
