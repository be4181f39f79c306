package dev.runledger.command;

import dev.runledger.kernel.Command;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/** A command names its stream itself, so that commands carry no annotations and nothing is looked up by reflection. */
public final class StreamTarget implements CommandTargetResolver {

    @Override
    public VersionedAggregateIdentifier resolveTarget(CommandMessage<?> command) {
        if (command.getPayload() instanceof Command target) {
            return new VersionedAggregateIdentifier((Object) target.stream(), null);
        }
        throw new IllegalArgumentException("not a command of this house: " + command.getPayloadType());
    }
}
