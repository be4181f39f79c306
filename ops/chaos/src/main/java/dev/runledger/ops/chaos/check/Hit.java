package dev.runledger.ops.chaos.check;

import java.time.Instant;

/**
 * A request that reached the target.
 *
 * @param run what its header {@code Runledger-Run} said
 * @param at by the harness's clock
 */
public record Hit(String run, Instant at, String path) {}
