/**
 * Answers which environments an account has. Owns no table: they are few, and whoever keeps them is asked through
 * {@code EnvironmentReader}.
 */
@NullMarked
package dev.runledger.query.environment;

import org.jspecify.annotations.NullMarked;
