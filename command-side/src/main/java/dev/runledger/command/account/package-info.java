/**
 * Decides what is done to an account itself: that it comes into being, its environments, API keys and settings, its plan, and that
 * it is wiped (table {@code ledger.wipe}: wipes under way). Keeps the credentials (table {@code ledger.api_key}), as hashes only and
 * shown once, has usage checked, and has history pruned that is older than an account keeps it (table {@code ledger.retention}).
 */
@NullMarked
package dev.runledger.command.account;

import org.jspecify.annotations.NullMarked;
