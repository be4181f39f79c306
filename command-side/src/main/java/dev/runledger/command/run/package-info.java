/**
 * Decides what happens to a run, from triggered to over; the HTTP endpoints that cancel and rerun. Owns the run streams.
 */
@NullMarked
package dev.runledger.command.run;

import org.jspecify.annotations.NullMarked;
