/**
 * Decides what is done to an account itself: its environments, API keys and settings, and that it comes into being. Keeps the
 * credentials (table {@code ledger.api_key}), as hashes only and shown once, and has usage checked.
 * Has history pruned that is older than an account keeps it (table {@code ledger.retention}).
 */
@NullMarked
package dev.runledger.command.account;

import org.jspecify.annotations.NullMarked;
