/**
 * Drives every run from triggered to over: hands it to a worker when it is due, ends what a dead worker left, cancels what an
 * edit took the reason from, sees one-offs to their end. Owns the tables {@code ledger.open_run}, {@code
 * ledger.spent_one_off} and {@code ledger.one_off_end}; acts only by command.
 */
@NullMarked
package dev.runledger.command.saga;

import org.jspecify.annotations.NullMarked;
