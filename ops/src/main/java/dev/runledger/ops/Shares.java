package dev.runledger.ops;

import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import java.util.Set;

/**
 * How much of the followers' work is this node's: an even share of the segments among all nodes of the role. A node that holds
 * more lets go of the rest, and whoever holds less takes it, so nobody has to be told.
 */
final class Shares {

    private final Members members;
    private final Set<NodeRole> roles;

    /** @param roles those this node was started with */
    Shares(Members members, Set<NodeRole> roles) {
        this.members = members;
        this.roles = roles;
    }

    /** How many of so many segments this node may hold; on its way down none, unless nobody else would take them. */
    int most(NodeRole role, int segments) {
        if (!roles.contains(role)) {
            return 0;
        }
        if (!members.self().roles().contains(role)) {
            return members.othersHave(role) ? 0 : segments;
        }
        return Math.ceilDiv(segments, Math.max(1, members.count(role)));
    }
}
