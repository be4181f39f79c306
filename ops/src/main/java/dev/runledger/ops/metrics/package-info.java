/**
 * The figures of this node for Prometheus: what it stored, what it knows of the database, how it is. Keeps one registry, whose
 * labels are of closed sets and never name anything that users made; docs/operations.md lists all series.
 */
@NullMarked
package dev.runledger.ops.metrics;

import org.jspecify.annotations.NullMarked;
