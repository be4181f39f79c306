package dev.runledger.command.execution;

import dev.runledger.kernel.run.RunOutcome;
import java.time.Duration;
import java.util.Map;

/** A process that calls what it is told, with the system's resolver, and says what came of it. Begun by {@link OtherJvm}. */
final class Calls {

    private Calls() {}

    /** @param args {@code egress.allow}, and URLs */
    public static void main(String[] args) {
        EgressSettings settings = EgressSettings.parse(args[0], "", "*", 1000, 2);
        try (Egress egress = new Egress(settings, NameResolver.system())) {
            for (int i = 1; i < args.length; i++) {
                System.out.println(words(of(egress, args[i])));
            }
        }
    }

    static RunOutcome of(Egress egress, String url) {
        try (Cutoff cutoff = new Cutoff().arm(Duration.ofSeconds(20), egress.watchdogs())) {
            return egress.caller()
                    .call(new OutboundRequest(CallerFixture.ACME, CallerFixture.get(url), Map.of()), cutoff);
        }
    }

    static String words(RunOutcome outcome) {
        return switch (outcome) {
            case RunOutcome.Answered(var response) -> "answered " + response.status();
            case RunOutcome.Blocked(var why) -> why;
            case RunOutcome.Unreachable(var why) -> why;
            case RunOutcome.TimedOut(var why) -> why;
        };
    }
}
