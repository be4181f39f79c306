/**
 * Answers what an account holds for those who administer it: its API keys and its settings. Owns no table; whoever keeps them is asked.
 */
@NullMarked
package dev.runledger.query.account;

import org.jspecify.annotations.NullMarked;
