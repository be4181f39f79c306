/**
 * What every list shares: reading the query's parameters and reporting all their faults together, intervals, orders and
 * pages, and the conditions of a SQL text. Owns no table and knows no resource.
 */
@NullMarked
package dev.runledger.query.paging;

import org.jspecify.annotations.NullMarked;
