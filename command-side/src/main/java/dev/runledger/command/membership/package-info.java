/**
 * Which processes work on one database, which of them live, and what each one's share of the common work is. Owns the table
 * {@code ledger.worker}; decides by what it has watched itself, never by comparing clocks.
 */
@NullMarked
package dev.runledger.command.membership;

import org.jspecify.annotations.NullMarked;
