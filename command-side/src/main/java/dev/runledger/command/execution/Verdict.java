package dev.runledger.command.execution;

import java.util.List;

/** What the guard thinks of a target. */
sealed interface Verdict {

    /** May be called, at these addresses only and in this order. */
    record Accepted(TargetUrl target, List<IpAddress> addresses) implements Verdict {
        public Accepted {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Must not be called.
     *
     * @param detail the rule in a sentence that never tells an address
     */
    record Blocked(EgressRule rule, String detail) implements Verdict, UrlReading {
        /** As a run's {@code error} shows it: {@code port_not_allowed: port 22 is …}. */
        String words() {
            return rule.code() + ": " + detail;
        }
    }

    /** The name led to no address: in time, or at all. */
    record Unresolved(boolean tooSlow, String detail) implements Verdict {}
}
