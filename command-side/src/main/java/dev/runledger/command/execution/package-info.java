/**
 * Carries out runs: asks for the right to call out, judges the target address, makes the HTTP call under one deadline and
 * reports what came of it; tells beforehand how a URL would be judged. Nobody else in the house speaks to the network. Knows the kernel, the network and, of the catalog, what a job is now; it owns no table and
 * reaches decisions through {@link dev.runledger.command.execution.Commands}.
 */
@NullMarked
package dev.runledger.command.execution;

import org.jspecify.annotations.NullMarked;
