package dev.runledger.ops.store;

import java.time.Duration;

/**
 * How commands are gathered.
 *
 * @param partitions threads that handle commands; a stream's commands all go to one of them
 * @param batch the most commands of one transaction
 * @param queue the most commands that wait, over all partitions; more are refused as unavailable
 * @param closing how long {@link GroupCommitCommandBus#close} lets waiting commands be handled
 */
public record GroupCommitSettings(int partitions, int batch, int queue, Duration closing) {

    public static final GroupCommitSettings DEFAULTS = new GroupCommitSettings(2, 512, 100_000, Duration.ofSeconds(10));

    public GroupCommitSettings {
        if (partitions < 1 || batch < 1 || queue < partitions || closing.isNegative()) {
            throw new IllegalArgumentException("a command bus needs a partition, and room for a command in each");
        }
    }
}
