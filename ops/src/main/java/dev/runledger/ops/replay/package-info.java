/**
 * Makes the list of runs anew from the events while the service goes on: builds its tables beside the live ones, compares both at
 * one position, and puts the new ones in their place. Its own are the schemas {@code runs_replay} and {@code runs_replaced}; it
 * uses the store's events and positions, and query.run for what events make of a run.
 */
@NullMarked
package dev.runledger.ops.replay;

import org.jspecify.annotations.NullMarked;
