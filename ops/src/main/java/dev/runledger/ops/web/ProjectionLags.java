package dev.runledger.ops.web;

import java.util.List;
import java.util.Map;

/** Knows how far the projections are behind that lists are answered from, on all nodes together. */
public interface ProjectionLags {

    /** The projections there are. */
    List<String> names();

    /** As it was within the last second, by name, unless storage is slow to tell; never waits for long. */
    Map<String, ProjectionLag> now();

    /** As it was when somebody last asked, by name; nothing if that was long ago. Never waits. */
    Map<String, ProjectionLag> lastKnown();
}
