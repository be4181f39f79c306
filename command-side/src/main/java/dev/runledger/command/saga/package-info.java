/**
 * Drives every run from triggered to over: hands it to a worker, ends what a dead worker left, cancels what a deleted job
 * left waiting. Owns the tables {@code ledger.open_run} and {@code ledger.worker}; acts only by command.
 */
@NullMarked
package dev.runledger.command.saga;

import org.jspecify.annotations.NullMarked;
