/**
 * A PostgreSQL of our own: unpacked, initialised, started and watched as a child process of the service. Keeps everything
 * under one data directory, which exactly one service may use at a time. Knows nothing of what is stored in the database
 * and uses nothing of the other modules.
 */
@NullMarked
package dev.runledger.ops.embedded;

import org.jspecify.annotations.NullMarked;
