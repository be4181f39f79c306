package dev.runledger.query.job;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the events of one transaction make of the jobs they are about: the latest event alone counts. */
final class JobBatch {

    /** @param sequence the latest event's place in its job's stream, over all lives of the slug */
    record Latest(long sequence, JobView job) {
        JobDefinition definition() {
            return job.definition();
        }
    }

    private final Map<JobKey, Latest> latest = new LinkedHashMap<>();

    void take(Latest news) {
        latest.merge(news.job().key(), news, (known, more) -> known.sequence() > more.sequence() ? known : more);
    }

    Collection<Latest> latest() {
        return latest.values();
    }
}
