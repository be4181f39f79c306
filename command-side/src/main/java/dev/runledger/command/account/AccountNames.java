package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import java.util.random.RandomGenerator;

/** Makes up ids for accounts: short, because each of their events bears it, and nothing that a name would tell. */
final class AccountNames {

    /** Neither vowels nor what is easily mistaken, so that no words come about. */
    private static final String LETTERS = "bcdfghjkmnpqrstvwxz";

    /** 19^12 are 51 bits. */
    private static final int LENGTH = 12;

    private AccountNames() {}

    static AccountId fresh(RandomGenerator random) {
        StringBuilder name = new StringBuilder(LENGTH);
        random.ints(LENGTH, 0, LETTERS.length()).forEach(i -> name.append(LETTERS.charAt(i)));
        return new AccountId(name.toString(), 1);
    }
}
