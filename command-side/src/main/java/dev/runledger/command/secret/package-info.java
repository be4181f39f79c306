/**
 * The keys that jobs' definitions are sealed with: {@link dev.runledger.command.secret.MasterKeys} are the operator's,
 * {@link dev.runledger.command.secret.DataKeys} one per account, wrapped in a master key (table {@code ledger.data_key}).
 */
@NullMarked
package dev.runledger.command.secret;

import org.jspecify.annotations.NullMarked;
