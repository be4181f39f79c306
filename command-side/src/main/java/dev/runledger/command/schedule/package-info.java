/**
 * What a schedule's text means and when it fires (API.md §3): pure reckoning that knows neither jobs nor the house they live in.
 */
@NullMarked
package dev.runledger.command.schedule;

import org.jspecify.annotations.NullMarked;
