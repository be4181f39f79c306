/**
 * How commands become history: the command bus that commits in groups and the event store on PostgreSQL. Keeps
 * {@code ledger.event}, {@code ledger.head} and {@code ledger.token}; may use the kernel, Axon and plain JDBC.
 */
@NullMarked
package dev.runledger.ops.store;

import org.jspecify.annotations.NullMarked;
