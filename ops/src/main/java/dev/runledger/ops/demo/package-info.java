/**
 * Shows the service at work: a target of its own, three jobs that end differently, and what the ledger says of them. Talks to
 * the service only through its API, as any client would.
 */
@NullMarked
package dev.runledger.ops.demo;

import org.jspecify.annotations.NullMarked;
