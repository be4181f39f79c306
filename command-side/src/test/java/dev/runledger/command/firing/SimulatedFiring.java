package dev.runledger.command.firing;

import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes firing loops for the simulation. */
public final class SimulatedFiring {

    private SimulatedFiring() {}

    /** The soonest instants up to and including the given one. */
    @FunctionalInterface
    public interface Timetable {
        List<NextFire> until(Instant latest, int most);
    }

    public static FiringLoop loop(
            Timetable fires,
            Clock clock,
            Duration misfireWindow,
            Predicate<JobKey> mine,
            Function<Command, ? extends CompletionStage<?>> send,
            Waiting waits) {
        return new FiringLoop(fires::until, clock, misfireWindow, mine, send, waits);
    }
}
