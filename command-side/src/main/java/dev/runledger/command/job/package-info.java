/**
 * Decides what a job is and whether it may run; the HTTP endpoints that edit and trigger jobs. Owns the job streams.
 */
@NullMarked
package dev.runledger.command.job;

import org.jspecify.annotations.NullMarked;
