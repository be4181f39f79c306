package dev.runledger.kernel;

/** One environment of an account; only managed ones run jobs (API.md §8.3). */
public record Environment(String key, boolean managed) {}
