/**
 * The way commands take to their stream, for every feature that asks something, and what all documents that write have in
 * common.
 */
@NullMarked
package dev.runledger.command;

import org.jspecify.annotations.NullMarked;
