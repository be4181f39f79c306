/**
 * Decides what a retry policy is, and by it whether a failed run is tried again; the HTTP endpoints that edit policies. Owns
 * the retry policy streams and may use {@code catalog}.
 */
@NullMarked
package dev.runledger.command.retry;

import org.jspecify.annotations.NullMarked;
