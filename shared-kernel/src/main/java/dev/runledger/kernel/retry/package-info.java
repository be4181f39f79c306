/**
 * A retry policy as both sides know it: what can be asked of it, what happened to it, and the view folded from that.
 */
@NullMarked
package dev.runledger.kernel.retry;

import org.jspecify.annotations.NullMarked;
