/** What an account holds beside jobs and runs, as both sides know it: its environments and how the API shows them. */
@NullMarked
package dev.runledger.kernel.account;

import org.jspecify.annotations.NullMarked;
