package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import java.time.Duration;

/** Whether names of targets can be looked up from here, as runs would do it; sends nothing to a target. */
public final class NameCheck {

    private NameCheck() {}

    /**
     * What keeps a public host from being called; empty if nothing does.
     *
     * @param limit for how long the look-up is waited for
     */
    public static String obstacle(EgressSettings settings, String host, Duration limit) {
        try (Egress egress = new Egress(settings, NameResolver.system())) {
            UrlCheck check = UrlCheck.of(egress.judge(AccountId.DEFAULT, "https://" + host + "/", limit));
            return check.verdict().equals("ALLOWED") ? "" : check.detail();
        }
    }
}
