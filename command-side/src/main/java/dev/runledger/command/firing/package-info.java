/**
 * Fires recurring jobs when they come due: waits for the instants of the catalog's timetable and asks the job, which decides.
 * Owns no table.
 */
@NullMarked
package dev.runledger.command.firing;

import org.jspecify.annotations.NullMarked;
