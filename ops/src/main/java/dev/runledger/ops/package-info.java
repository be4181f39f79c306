/**
 * The one runnable: reads what was asked for on the command line, brings a database up, wires both sides together, and takes
 * everything down again in order.
 */
@NullMarked
package dev.runledger.ops;

import org.jspecify.annotations.NullMarked;
