package dev.runledger.command.execution;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.Trigger;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that waits and that somebody has to carry out once it is due.
 *
 * @param incarnation the job's life in which the run was made; in another it is not run
 * @param jobVersion the job's version in which it was made
 * @param kind the job's kind then
 */
public record PendingRun(
        RunKey run, JobKey job, UUID incarnation, int jobVersion, JobKind kind, String environment, Trigger trigger) {

    /** Why a run is canceled that waits in an environment that is gone or not managed (API.md §4.3). */
    public static final String ENVIRONMENT_CLOSED = "environment no longer managed";

    /**
     * Why this run must not begin any more, now that its job is as given; empty if it may (API.md §2.2, §4.3). What a job was
     * before the run was made says nothing.
     */
    public Optional<String> obsoleteUnder(JobView now) {
        if (!now.live() || !now.incarnation().equals(incarnation)) {
            return Optional.of("job deleted");
        }
        if (now.version() <= jobVersion) {
            return Optional.empty();
        }
        return switch (trigger) {
            case Trigger.Manual manual -> Optional.empty();
            case Trigger.Rerun rerun -> Optional.empty();
            case Trigger.Scheduled scheduled -> kind == JobKind.ONE_OFF ? superseded(now) : disabled(now);
            case Trigger.Retry retry -> retry.ofRerun() ? Optional.empty() : disabled(now);
        };
    }

    /** A one-off waits for one run in an environment; an edit may have made it another, or none. */
    private Optional<String> superseded(JobView now) {
        if (now.waitsFor(run.id(), environment)) {
            return Optional.empty();
        }
        return Optional.of(now.definition().enabledIn(environment) ? "schedule changed" : "environment disabled");
    }

    /** A spent one-off is disabled too, but not by anybody, and its retries go on. */
    private Optional<String> disabled(JobView now) {
        boolean spent = now.definition().kind() == JobKind.ONE_OFF;
        boolean off = now.disabled().contains(environment)
                || (!spent && !now.definition().enabledIn(environment));
        return off ? Optional.of("environment disabled") : Optional.empty();
    }

    /** The first run of the chain that this run belongs to. */
    public UUID chain() {
        return trigger instanceof Trigger.Retry retry ? retry.of() : run.id();
    }
}
