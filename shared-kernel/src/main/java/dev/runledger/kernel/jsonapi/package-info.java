/**
 * The wire envelope of API.md §1.4 and §1.6, and the one JSON dialect that requests, answers and stored events share.
 */
@NullMarked
package dev.runledger.kernel.jsonapi;

import org.jspecify.annotations.NullMarked;
