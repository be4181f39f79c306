package dev.runledger.ops.web;

/**
 * How far a projection is behind what is stored.
 *
 * @param behindEvents how many stored events it has not taken in
 * @param behindSeconds how old the oldest of them is
 */
public record ProjectionLag(long behindEvents, long behindSeconds) {}
