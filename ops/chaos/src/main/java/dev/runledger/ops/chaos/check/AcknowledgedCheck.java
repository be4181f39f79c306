package dev.runledger.ops.chaos.check;

import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.Trigger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whatever a client was told is done is in the ledger, and nothing that it asked for once is there twice. */
final class AcknowledgedCheck {

    private record Write(String job, int version, String tag) {}

    private AcknowledgedCheck() {}

    static void judge(Evidence evidence, Findings findings) {
        Set<Write> writes = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        for (JobEvent event : jobEvents(evidence)) {
            if (event instanceof JobCreated || event instanceof JobReplaced) {
                writes.add(new Write(
                        event.job().slug(), event.version(), event.definition().description() + ""));
            } else if (event instanceof JobDeleted) {
                deleted.add(event.job().slug());
            }
        }
        for (Acknowledged told : evidence.acknowledged()) {
            boolean there = switch (told) {
                case Acknowledged.Triggered(UUID run, String job) -> begunBy(evidence, run, Trigger.Manual.class, job);
                case Acknowledged.Reran(UUID run, UUID source) -> begunBy(evidence, run, Trigger.Rerun.class, null);
                case Acknowledged.Canceled(UUID run) -> canceled(evidence, run);
                case Acknowledged.Written(String job, int version, String tag) ->
                    writes.contains(new Write(job, version, tag));
                case Acknowledged.Deleted(String job) -> deleted.contains(job);
            };
            if (!there) {
                findings.loss(told, "a client was told that it is done, and the ledger knows nothing of it");
            }
        }
        askedForOnce(evidence, findings);
    }

    private static List<JobEvent> jobEvents(Evidence evidence) {
        return evidence.ledger().events().stream()
                .map(StoredEvent::event)
                .filter(JobEvent.class::isInstance)
                .map(JobEvent.class::cast)
                .toList();
    }

    private static boolean begunBy(
            Evidence evidence, UUID run, Class<? extends Trigger> trigger, @Nullable String job) {
        RunStory story = evidence.runs().get(run);
        return story != null
                && story.triggered()
                        .filter(begun -> trigger.isInstance(begun.trigger())
                                && (job == null || begun.job().equals(job)))
                        .isPresent();
    }

    private static boolean canceled(Evidence evidence, UUID run) {
        RunStory story = evidence.runs().get(run);
        return story != null
                && story.ended().filter(RunCanceled.class::isInstance).isPresent();
    }

    /** A request that was sent again under its key makes no second run: no job has more runs than it was asked for. */
    private static void askedForOnce(Evidence evidence, Findings findings) {
        Map<String, Long> most = new HashMap<>(evidence.unanswered());
        for (Acknowledged told : evidence.acknowledged()) {
            if (told instanceof Acknowledged.Triggered(UUID run, String job)) {
                most.merge(job, 1L, Long::sum);
            }
        }
        Map<String, Long> manual = new HashMap<>();
        evidence.runs().values().stream()
                .flatMap(story -> story.triggered().stream())
                .filter(begun -> begun.trigger() instanceof Trigger.Manual)
                .forEach(begun -> manual.merge(begun.job(), 1L, Long::sum));
        manual.forEach((job, count) -> {
            if (count > most.getOrDefault(job, 0L)) {
                findings.twice(job, count + " runs were begun, " + most.getOrDefault(job, 0L) + " were asked for");
            }
        });
    }
}
