/**
 * Several nodes over one database, simulated on one thread and in a time of its own, with crashes, pauses and lost answers at any
 * await. Everything that decides or keeps promises is the real thing; what it waits for is not.
 */
@NullMarked
package dev.runledger.command.simulation;

import org.jspecify.annotations.NullMarked;
