package dev.runledger.command.job;

import dev.runledger.command.Commands;
import dev.runledger.command.catalog.JobLookup;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a PUT. One of a scoped caller leaves the entries that it cannot see as they are, so it is written over
 * exactly the version from which they were taken, and taken up again when another edit came between.
 */
final class JobReplacement {

    /** How often a scoped PUT is taken up before the caller is asked to come again. */
    private static final int ATTEMPTS = 10;

    private final Commands commands;
    private final JobLookup jobs;

    JobReplacement(Commands commands, JobLookup jobs) {
        this.commands = commands;
        this.jobs = jobs;
    }

    /** @param ifVersions the versions that the caller allows to be replaced; null allows every one */
    JobView replace(JobView current, JobDefinition written, @Nullable Set<Integer> ifVersions, Caller caller) {
        if (caller.scope().only() == null) {
            return commands.send(new ReplaceJob(current.key(), written, ifVersions), caller, JobView.class);
        }
        return ifVersions == null
                ? replaceLatest(current, written, caller)
                : replaceVersion(current, written, ifVersions.contains(current.version()), caller);
    }

    private JobView replaceLatest(JobView current, JobDefinition written, Caller caller) {
        JobView base = current;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return replaceVersion(base, written, true, caller);
            } catch (Refused e) {
                if (!(e.refusal() instanceof Refusal.VersionMismatch)) {
                    throw e;
                }
                base = jobs.find(base.key())
                        .orElseThrow(() -> new Refused(
                                new Refusal.JobNotFound(current.key().slug())));
            }
        }
        throw new Refused(new Refusal.Unavailable(
                "Job " + current.key().slug() + " is being edited all the time; nothing was changed."));
    }

    private JobView replaceVersion(JobView base, JobDefinition written, boolean allowed, Caller caller) {
        JobDefinition merged = JobDefinitions.keepingInvisible(written, base.definition(), caller.scope());
        Set<Integer> version = allowed ? Set.of(base.version()) : Set.of();
        return commands.send(new ReplaceJob(base.key(), merged, version), caller, JobView.class);
    }
}
