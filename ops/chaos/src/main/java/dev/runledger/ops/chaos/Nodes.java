package dev.runledger.ops.chaos;

import java.util.List;

/** All nodes of the storm. */
record Nodes(List<NodeProcess> all) {

    Nodes {
        all = List.copyOf(all);
    }

    /** Any number names one. */
    NodeProcess get(int number) {
        return all.get(Math.floorMod(number, all.size()));
    }

    int size() {
        return all.size();
    }
}
