package dev.runledger.command.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Some of the stories that chance can tell. {@code -Drunledger.simulation.seeds} tells more, from {@code
 * -Drunledger.simulation.first} on; {@code -Drunledger.simulation.seed} tells one again.
 */
class SimulationTest {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(SimulationTest.class);
    private static final List<Logger> NODES = Stream.of("dev.runledger.command", "org.axonframework")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    private static final int SEEDS = 500;
    private static final int BETWEEN_REPORTS = 5_000;

    private final Deciders deciders = new Deciders();

    /** What nodes say in trouble is of no interest here, and would be most of the work. */
    @BeforeAll
    static void silence() {
        NODES.forEach(logger -> logger.setLevel(Level.OFF));
        ((Logger) log).setLevel(Level.INFO);
    }

    @AfterAll
    static void speakAgain() {
        NODES.forEach(logger -> logger.setLevel(null));
    }

    @Test
    void everyPromiseIsKept() {
        Long one = Long.getLong("runledger.simulation.seed");
        long first = one != null ? one : Long.getLong("runledger.simulation.first", 1);
        long seeds = one != null ? 1 : Long.getLong("runledger.simulation.seeds", SEEDS);
        Tally tally = new Tally();
        for (long seed = first; seed < first + seeds; seed++) {
            tally.add(told(seed));
            if (tally.seeds % BETWEEN_REPORTS == 0) {
                log.info("{}", tally);
            }
        }
        log.info("{}", tally);
        assertThat(tally.hits).isPositive();
    }

    private Simulation.Outcome told(long seed) {
        try {
            return new Simulation(seed, deciders, false).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + again(seed), e);
        }
    }

    /** The same, with an account of what happened last. */
    private String again(long seed) {
        Simulation story = new Simulation(seed, deciders, true);
        try {
            story.run();
            return "told again, it went well: something in it is not up to the seed\n" + story.trace();
        } catch (AssertionError | RuntimeException e) {
            return story.trace();
        }
    }

    private static final class Tally {

        private long seeds;
        private long runs;
        private long hits;
        private long lost;
        private long crashes;
        private long takenForDead;
        private long faults;
        private long steps;

        void add(Simulation.Outcome outcome) {
            seeds++;
            runs += outcome.runs();
            hits += outcome.hits();
            lost += outcome.lost();
            crashes += outcome.crashes();
            takenForDead += outcome.takenForDead();
            faults += outcome.faults();
            steps += outcome.steps();
        }

        @Override
        public String toString() {
            return seeds + " seeds: " + runs + " runs, " + hits + " hits, " + lost + " lost with their workers, "
                    + crashes + " crashes, " + takenForDead + " taken for dead and back, " + faults + " other faults, "
                    + steps + " steps";
        }
    }
}
