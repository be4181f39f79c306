/**
 * The words both sides share: keys of streams, who calls, and what is refused. Knows nothing of Spring, SQL or I/O.
 */
@NullMarked
package dev.runledger.kernel;

import org.jspecify.annotations.NullMarked;
