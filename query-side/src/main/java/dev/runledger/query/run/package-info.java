/**
 * Runs: the projection that keeps the list's rows, the list itself, and one run as its stream tells it. Owns {@code
 * views.run} and {@code views.run_snapshot}; may use {@code paging} and {@code batch}.
 */
@NullMarked
package dev.runledger.query.run;

import org.jspecify.annotations.NullMarked;
