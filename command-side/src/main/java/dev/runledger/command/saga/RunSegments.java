package dev.runledger.command.saga;

import org.axonframework.modelling.saga.AssociationValue;

/** The parts that all runs are split into, so that nodes can share them. Which part a run belongs to never changes. */
public final class RunSegments {

    /** A power of two, as the processor wants it. Written down with the rows: another number needs a migration. */
    public static final int COUNT = 8;

    private RunSegments() {}

    /** The one that the saga's processor gives the run's events to. */
    static int of(String run) {
        return association(run).hashCode() & (COUNT - 1);
    }

    static AssociationValue association(String run) {
        return new AssociationValue(RunExecutionSaga.RUN, run);
    }
}
