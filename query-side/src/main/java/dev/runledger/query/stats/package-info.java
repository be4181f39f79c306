/**
 * Counts of runs: kept per hour while runs end, and answered as {@code run_stats}. Owns {@code views.run_tally} and {@code
 * views.run_tally_news}; reads the tables of {@code run} and {@code job}.
 */
@NullMarked
package dev.runledger.query.stats;

import org.jspecify.annotations.NullMarked;
