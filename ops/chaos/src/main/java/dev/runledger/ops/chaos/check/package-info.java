/**
 * What must hold after a storm: reads what the ledger, its views and the target have kept, and compares them with each other
 * and with what clients were told. Knows nothing of how the storm was made.
 */
@NullMarked
package dev.runledger.ops.chaos.check;

import org.jspecify.annotations.NullMarked;
