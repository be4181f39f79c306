/**
 * Sees to it that a POST which carries an {@code Idempotency-Key} is carried out once, however often it is sent and
 * whatever dies meanwhile (API.md §1.5). Owns the table {@code ledger.idempotency}; knows no resource.
 */
@NullMarked
package dev.runledger.command.idempotency;

import org.jspecify.annotations.NullMarked;
