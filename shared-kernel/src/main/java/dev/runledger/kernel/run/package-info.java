/**
 * A run as both sides know it: what can be asked of it, what happened to it, and the one fold that makes its view.
 */
@NullMarked
package dev.runledger.kernel.run;

import org.jspecify.annotations.NullMarked;
