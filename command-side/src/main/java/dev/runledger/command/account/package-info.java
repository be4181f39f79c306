/**
 * Keeps accounts and their credentials (tables {@code ledger.account}, {@code ledger.api_key}), and takes what admins do
 * to environments. Keys are stored as hashes only and shown once.
 */
@NullMarked
package dev.runledger.command.account;

import org.jspecify.annotations.NullMarked;
