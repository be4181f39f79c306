/**
 * Keeps accounts and their credentials (tables {@code ledger.account}, {@code ledger.api_key}). Keys are stored as hashes
 * only and shown once.
 */
@NullMarked
package dev.runledger.command.account;

import org.jspecify.annotations.NullMarked;
