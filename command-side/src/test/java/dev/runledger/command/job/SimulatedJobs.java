package dev.runledger.command.job;

import java.util.List;

/** Shows the aggregates of this package to the simulation. */
public final class SimulatedJobs {

    private SimulatedJobs() {}

    public static List<Class<?>> aggregates() {
        return List.of(JobAggregate.class, FireRecord.class);
    }
}
