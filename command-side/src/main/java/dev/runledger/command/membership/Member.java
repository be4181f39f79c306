package dev.runledger.command.membership;

import java.util.Set;
import java.util.UUID;

/**
 * One process that works on the database.
 *
 * @param worker under which it starts runs; another one after it was taken for dead
 * @param process stays the same from its start to its end
 * @param node what only one process at a time can be: whoever comes under the same node is its successor
 * @param roles empty while it is on its way down
 */
public record Member(UUID worker, UUID process, UUID node, Set<NodeRole> roles) {

    public Member {
        roles = Set.copyOf(roles);
    }

    Member as(UUID newWorker, UUID newNode) {
        return new Member(newWorker, process, newNode, roles);
    }

    Member withdrawn() {
        return new Member(worker, process, node, Set.of());
    }
}
