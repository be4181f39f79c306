/**
 * A job as both sides know it: what can be asked of it, what happened to it, and the view folded from that.
 */
@NullMarked
package dev.runledger.kernel.job;

import org.jspecify.annotations.NullMarked;
