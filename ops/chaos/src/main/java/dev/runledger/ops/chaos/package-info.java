/**
 * {@code ./runledger chaos}: nodes, their database and a target as processes, a load over them, faults by a plan that a seed
 * makes, and afterwards the checks. No other module uses it.
 */
@NullMarked
package dev.runledger.ops.chaos;

import org.jspecify.annotations.NullMarked;
