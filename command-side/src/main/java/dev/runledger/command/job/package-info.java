/**
 * Decides what a job is and whether it may run. Turns request documents into valid definitions; may use the run's, the
 * schedule's and the catalog's words.
 */
@NullMarked
package dev.runledger.command.job;

import org.jspecify.annotations.NullMarked;
