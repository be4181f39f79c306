/**
 * Decides what a job is, whether it may run and what becomes of its fires; the HTTP endpoints that edit and trigger jobs and
 * preview schedules. Owns the streams of jobs and of skipped fires.
 */
@NullMarked
package dev.runledger.command.job;

import org.jspecify.annotations.NullMarked;
