/** The way commands take to their stream, for every feature that asks something. */
@NullMarked
package dev.runledger.command;

import org.jspecify.annotations.NullMarked;
