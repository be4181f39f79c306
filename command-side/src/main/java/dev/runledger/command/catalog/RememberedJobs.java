package dev.runledger.command.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobView;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Job definitions in memory, up to a bound in bytes, for the worker: one that has moved on is noticed when the run starts. Those
 * not in memory are read together, because the runs of an instant ask together, and there are fewer connections than runs.
 */
public final class RememberedJobs implements JobDefinitionSource {

    private static final long BYTES = 16L << 20;

    /** What a definition takes beside its body, about. */
    private static final int SMALL = 4_000;

    private final GatheredReads<JobKey, JobView> catalog;
    private final Cache<JobKey, JobView> remembered = Caffeine.newBuilder()
            .maximumWeight(BYTES)
            .weigher(RememberedJobs::bytes)
            .build();

    public RememberedJobs(JobCatalog catalog) {
        this.catalog = new GatheredReads<>(catalog::find);
    }

    @Override
    public Optional<JobView> find(JobKey job) {
        JobView known = remembered.getIfPresent(job);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JobView> current = catalog.find(job);
        current.ifPresent(view -> remembered.put(job, view));
        return current;
    }

    @Override
    public void forget(JobKey job) {
        remembered.invalidate(job);
    }

    @Override
    public void forgetLives(Predicate<AccountId> ended) {
        remembered.asMap().keySet().removeIf(job -> ended.test(job.account()));
    }

    private static int bytes(JobKey key, JobView job) {
        String body = job.definition().configuration().body();
        return SMALL + (body == null ? 0 : 2 * body.length());
    }
}
