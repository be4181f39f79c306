/** Decides what happens to a run. A run's stream begins in its job's unit of work and ends with a terminal state. */
@NullMarked
package dev.runledger.command.run;

import org.jspecify.annotations.NullMarked;
