/**
 * Jobs: the projection that keeps the list's rows, the list itself, and one job as its stream tells it. Owns {@code
 * views.job} and {@code views.next_run}; may use {@code paging} and {@code batch}.
 */
@NullMarked
package dev.runledger.query.job;

import org.jspecify.annotations.NullMarked;
