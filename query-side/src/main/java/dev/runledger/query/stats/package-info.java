/**
 * Statistics of runs. Owns {@code views.run_tally} and {@code views.run_tally_news}; whoever writes finished runs adds them
 * through {@link dev.runledger.query.stats.Tallies}, in the same transaction. Reads, and never writes, the tables of {@code
 * run} and {@code job} too: the answer holds parts of both, which have to be seen at one moment. May use {@code paging} and
 * {@code batch}.
 */
@NullMarked
package dev.runledger.query.stats;

import org.jspecify.annotations.NullMarked;
