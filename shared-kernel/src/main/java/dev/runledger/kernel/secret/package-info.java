/**
 * How documents are kept so that nobody can read them off a disk: {@link dev.runledger.kernel.secret.Vault} is asked for it,
 * {@link dev.runledger.kernel.secret.SealKey} does it. Where keys come from is decided elsewhere.
 */
@NullMarked
package dev.runledger.kernel.secret;

import org.jspecify.annotations.NullMarked;
