/** Speaks to a running service as its operator: opens accounts, lists them and chooses their plans. Keeps nothing. */
@NullMarked
package dev.runledger.ops.operator;

import org.jspecify.annotations.NullMarked;
