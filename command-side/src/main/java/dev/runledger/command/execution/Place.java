package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;

/**
 * Where a run takes up room.
 *
 * @param host as {@link TargetUrl} reads it, so without the port; empty if nobody is going to be called
 */
record Place(AccountId account, String host) {

    static final String NO_HOST = "";

    /** Of a run that has nobody to call yet. */
    static Place of(AccountId account) {
        return new Place(account, NO_HOST);
    }

    /** A URL that cannot be read is blocked, so its run calls nobody. */
    static Place of(AccountId account, String url) {
        return switch (TargetUrl.read(url)) {
            case TargetUrl target -> new Place(account, target.host());
            case Verdict.Blocked blocked -> of(account);
        };
    }
}
