/**
 * Keeps the facts that span streams (tables {@code ledger.account}, {@code ledger.job}, {@code ledger.environment}, {@code ledger.retry_policy}, {@code
 * ledger.next_fire}, {@code ledger.usage}, {@code ledger.usage_block}): written in the transaction of the command that changes them, read and locked once per batch of commands.
 * Decides nothing itself.
 */
@NullMarked
package dev.runledger.command.catalog;

import org.jspecify.annotations.NullMarked;
