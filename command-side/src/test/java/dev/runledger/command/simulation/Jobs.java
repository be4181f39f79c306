package dev.runledger.command.simulation;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.Overlay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The jobs of a simulation. */
final class Jobs {

    static final String ENVIRONMENT = "production";
    static final String POLICY = "soon";

    static final Map<String, Duration> PERIODS = Map.of(
            "each-minute",
            Duration.ofMinutes(1),
            "other-minute",
            Duration.ofMinutes(2),
            "often",
            Duration.ofMinutes(1));

    static final List<String> MANUAL = List.of("by-hand", "at-will");
    static final List<String> RECURRING = List.of("each-minute", "often", "other-minute");
    static final String ONCE = "once";

    private Jobs() {}

    static JobKey key(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }

    static @Nullable String schedule(String slug) {
        Duration period = PERIODS.get(slug);
        if (period == null) {
            return null;
        }
        return period.toMinutes() == 1 ? "* * * * *" : "*/2 * * * *";
    }

    /** Some are longer than a pause lasts, or no run would come back from one. */
    private static int timeout(Random dice) {
        return dice.nextInt(3) == 0 ? 75 : 2 + dice.nextInt(12);
    }

    /** Edits move jobs to another host now and then, and few may call the same one at a time. */
    private static String host(Random dice) {
        return dice.nextInt(3) == 0 ? "other.example" : "target.example";
    }

    static JobDefinition definition(@Nullable String schedule, boolean enabled, Random dice) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST",
                "https://" + host(dice) + "/",
                Map.of(),
                StatusPattern.SUCCESS,
                true,
                null,
                null,
                timeout(dice));
        return new JobDefinition(
                "Job",
                null,
                schedule,
                null,
                request,
                Map.of(ENVIRONMENT, new Overlay(Map.of("enabled", enabled))),
                dice.nextBoolean() ? POLICY : null);
    }
}
