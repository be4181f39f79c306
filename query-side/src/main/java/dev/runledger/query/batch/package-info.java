/**
 * How projections write: what a transaction's events change is gathered in memory and written just before its commit, with
 * one statement per table whatever the number of rows. Used by every projection; owns no table.
 */
@NullMarked
package dev.runledger.query.batch;

import org.jspecify.annotations.NullMarked;
