package dev.runledger.ops.web;

import java.util.Optional;

/** Knows whether this process can serve. */
public interface Readiness {

    /** What keeps it from serving, in few words: starting, draining, or storage that cannot be reached. */
    Optional<String> obstacle();
}
