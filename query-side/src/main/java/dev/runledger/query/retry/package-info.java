/**
 * Retry policies: the projection that keeps the list's rows, the list itself, and one policy as its stream tells it. Owns
 * {@code views.retry_policy}; may use {@code paging} and {@code batch}.
 */
@NullMarked
package dev.runledger.query.retry;

import org.jspecify.annotations.NullMarked;
