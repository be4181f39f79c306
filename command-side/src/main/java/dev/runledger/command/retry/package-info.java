/**
 * Keeps retry policies and decides by them whether a failed run is tried again. Owns the retry policies' streams.
 */
@NullMarked
package dev.runledger.command.retry;

import org.jspecify.annotations.NullMarked;
