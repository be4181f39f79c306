/** Shows how usage was counted, decision by decision; the numbers are the command side's own. */
@NullMarked
package dev.runledger.query.usage;

import org.jspecify.annotations.NullMarked;
