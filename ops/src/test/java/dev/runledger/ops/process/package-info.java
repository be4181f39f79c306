/**
 * Proves what only the finished jar can show: how the service starts, is killed, stops and comes back. Every test runs it as
 * a process of its own, knows it by its answers, its words and its exit status, and looks inside the database only to count.
 */
@NullMarked
package dev.runledger.ops.process;

import org.jspecify.annotations.NullMarked;
