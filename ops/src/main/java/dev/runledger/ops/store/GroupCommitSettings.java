package dev.runledger.ops.store;

import java.time.Duration;

/**
 * How commands are gathered.
 *
 * @param partitions threads that handle commands; a stream's commands all go to one of them
 * @param batch the most commands of one transaction
 * @param queue the most commands that wait, over all partitions; more are refused as unavailable
 * @param patience how long a command may wait for its turn, before it is refused as unavailable; shorter than anybody waits for
 *     its answer
 * @param closing how long {@link GroupCommitCommandBus#close} lets waiting commands be handled
 */
public record GroupCommitSettings(int partitions, int batch, int queue, Duration patience, Duration closing) {

    public static final GroupCommitSettings DEFAULTS =
            new GroupCommitSettings(2, 512, 100_000, Duration.ofSeconds(25), Duration.ofSeconds(10));

    /** With the usual patience. */
    public GroupCommitSettings(int partitions, int batch, int queue, Duration closing) {
        this(partitions, batch, queue, DEFAULTS.patience(), closing);
    }

    public GroupCommitSettings {
        if (partitions < 1 || batch < 1 || queue < partitions || closing.isNegative()) {
            throw new IllegalArgumentException("a command bus needs a partition, and room for a command in each");
        }
    }
}
