package dev.runledger.ops.web;

import dev.runledger.command.membership.NodeRole;
import java.util.Set;

/** Which roles' requests this node answers. */
public record ServedRoles(Set<NodeRole> roles) {

    public ServedRoles {
        roles = Set.copyOf(roles);
    }
}
