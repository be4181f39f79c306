/** What an account holds beside jobs and runs: what is asked of it, what happened to it, and how the API shows it. */
@NullMarked
package dev.runledger.kernel.account;

import org.jspecify.annotations.NullMarked;
