package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs as tests need them, and what happens to them. */
final class JobSamples {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String CRON = "0 * * * *";
    static final String ONCE = "2026-12-24T12:00";

    /** When jobs that run by themselves do so next. */
    static final Instant SOON = NOON.plusSeconds(3_600);

    /** The run for which a one-off waits. */
    static final UUID ARMED = new UUID(7, 7);

    private static final HttpRequestSpec REQUEST = new HttpRequestSpec(
            "POST",
            "https://example.com/hook",
            Map.of("X-Name", "value"),
            StatusPattern.SUCCESS,
            true,
            null,
            "{\"a\":1}",
            30);

    private JobSamples() {}

    static JobKey key(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }

    /** Enabled in these environments; others may have entries that are off. */
    static JobDefinition definition(String name, @Nullable String schedule, String... enabledIn) {
        Map<String, Overlay> environments = new LinkedHashMap<>();
        environments.put("idle", new Overlay(Map.of("enabled", false)));
        for (String environment : enabledIn) {
            environments.put(environment, new Overlay(Map.of("enabled", true, "timeout", 7)));
        }
        return new JobDefinition(name, null, schedule, null, REQUEST, environments, null);
    }

    static JobCreated created(String slug, JobDefinition definition) {
        return new JobCreated(key(slug), UUID.randomUUID(), definition, next(definition, SOON), NOON);
    }

    /** Where the job is enabled it runs next at this instant; for a one-off a run waits already. */
    static Map<String, NextRun> next(JobDefinition definition, Instant at) {
        Map<String, NextRun> next = new LinkedHashMap<>();
        if (definition.kind() != JobKind.MANUAL) {
            UUID run = definition.kind() == JobKind.ONE_OFF ? ARMED : null;
            definition.enabledEnvironments().forEach(environment -> next.put(environment, new NextRun(at, run)));
        }
        return next;
    }

    static JobReplaced replaced(JobCreated job, int version, JobDefinition definition) {
        return replaced(job, version, definition, SOON);
    }

    static JobReplaced replaced(JobCreated job, int version, JobDefinition definition, Instant next) {
        return new JobReplaced(
                job.job(),
                job.incarnation(),
                version,
                definition,
                next(definition, next),
                List.of(),
                job.createdAt(),
                NOON.plusSeconds(version));
    }

    static JobDeleted deleted(JobCreated job, int version) {
        return new JobDeleted(
                job.job(),
                job.incarnation(),
                version,
                job.definition(),
                job.createdAt(),
                NOON.plusSeconds(version),
                null);
    }
}
