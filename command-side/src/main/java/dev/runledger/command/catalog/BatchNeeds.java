package dev.runledger.command.catalog;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.account.AccountCommand;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.retry.RetryPolicyCommand;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which facts the commands of one batch need.
 *
 * @param settled accounts whose environments must not change while jobs are edited
 * @param jobs whose rows are locked
 * @param timetables jobs whose next fires are locked: edits and fires move them
 * @param choosing accounts whose environments are asked for by every command
 * @param naming retry policies that jobs are to name, by job
 * @param completing jobs of runs that end: if they failed, retry policies judge them
 * @param starting accounts of runs that start
 * @param planned accounts whose plans may limit a command
 * @param growing accounts that may have more jobs after it
 * @param forUpdate whether the batch writes job rows
 */
record BatchNeeds(
        Set<AccountId> settled,
        Set<JobKey> jobs,
        Set<JobKey> timetables,
        Set<AccountId> choosing,
        Map<JobKey, Set<String>> naming,
        Set<JobKey> completing,
        Set<AccountId> starting,
        Set<AccountId> planned,
        Set<AccountId> growing,
        boolean forUpdate) {

    static BatchNeeds of(List<Command> batch) {
        BatchNeeds needs = new BatchNeeds(
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashMap<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(),
                new HashSet<>(),
                batch.stream().anyMatch(BatchNeeds::writesJobs));
        batch.forEach(needs::add);
        return needs;
    }

    /** The stream whose facts a command needs: its job's, else its own. */
    static String subject(Command command) {
        return jobOf(command).map(JobKey::stream).orElseGet(command::stream);
    }

    private static Optional<JobKey> jobOf(Command command) {
        return switch (command) {
            case JobCommand job -> Optional.of(job.job());
            case StartRun start -> Optional.of(start.job());
            case CompleteRun complete -> Optional.of(complete.job());
            default -> Optional.empty();
        };
    }

    /** A batch locks all its job rows alike, so that two batches never wait for each other. */
    private static boolean writesJobs(Command command) {
        return command instanceof JobCommand.Edit || command instanceof JobCommand.SpendOneOff;
    }

    private void add(Command command) {
        jobOf(command).ifPresent(jobs::add);
        switch (command) {
            case JobCommand.Edit edit -> {
                timetables.add(edit.job());
                settled.add(edit.job().account());
                choosing.add(edit.job().account());
                named(edit).ifPresent(job -> define(edit.job(), job));
            }
            case JobCommand.ResumeFires resume -> {
                timetables.add(resume.job());
                settled.add(resume.job().account());
                choosing.add(resume.job().account());
            }
            case JobCommand.FireJob fire -> timetables.add(fire.job());
            case JobCommand.Trigger trigger -> choosing.add(trigger.job().account());
            case StartRun start -> {
                choosing.add(start.job().account());
                starting.add(start.job().account());
            }
            case CompleteRun complete -> completing.add(complete.job());
            case RetryPolicyCommand.CreateRetryPolicy create ->
                planned.add(create.key().account());
            case RetryPolicyCommand.ReplaceRetryPolicy replace ->
                planned.add(replace.key().account());
            case AccountCommand.CreateEnvironment create -> planned.add(create.account());
            case AccountCommand.ReplaceEnvironment replace -> planned.add(replace.account());
            default -> {}
        }
    }

    private void define(JobKey key, JobDefinition job) {
        naming.put(key, new TreeSet<>(job.retryPolicies()));
        planned.add(key.account());
        if (job.kind() != JobKind.ONE_OFF) {
            growing.add(key.account());
        }
    }

    private static Optional<JobDefinition> named(JobCommand.Edit edit) {
        return switch (edit) {
            case JobCommand.CreateJob create -> Optional.of(create.definition());
            case JobCommand.ReplaceJob replace -> Optional.of(replace.definition());
            case JobCommand.RemoveOverlay remove -> Optional.empty();
            case JobCommand.DeleteJob delete -> Optional.empty();
            case JobCommand.PurgeOneOff purge -> Optional.empty();
        };
    }
}
