package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.query.batch.LatestViews;
import dev.runledger.query.batch.LatestViews.Latest;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the events of one transaction make of the jobs they are about: the latest edit and the latest fire alone count. */
final class JobBatch extends LatestViews<JobView> {

    /** One environment of a job, in one of its lives. */
    record Place(JobKey job, UUID incarnation, String environment) {}

    /** When a job runs next in an environment, as its event planned it. */
    record Planned(Latest<JobView> by, String environment, NextRun next) {}

    /**
     * A fire has moved a recurring job's next run.
     *
     * @param version the job's when it fired
     */
    record Moved(Place place, int version, Instant at) {}

    /** Fires go on in an environment that is managed again. */
    record Resumed(Place place, Instant at) {}

    /** All jobs of an account in one environment. */
    record Closed(AccountId account, String environment) {
        boolean holds(Place place) {
            return place.environment().equals(environment)
                    && place.job().account().equals(account);
        }
    }

    private final Set<Closed> closed = new LinkedHashSet<>();
    private final Map<Place, Resumed> resumed = new LinkedHashMap<>();
    private final Map<Place, Moved> moved = new LinkedHashMap<>();

    /** Nothing that was taken before it counts there any more; so it can be written before all else. */
    void take(Closed place) {
        closed.add(place);
        resumed.keySet().removeIf(place::holds);
        moved.keySet().removeIf(place::holds);
        replaceAll(job -> job.key().account().equals(place.account()) ? job.with(without(job, place)) : job);
    }

    private static Map<String, NextRun> without(JobView job, Closed place) {
        Map<String, NextRun> rest = new LinkedHashMap<>(job.next());
        rest.remove(place.environment());
        return rest;
    }

    void take(Resumed news) {
        resumed.put(news.place(), news);
    }

    void take(Moved news) {
        moved.merge(news.place(), news, JobBatch::later);
    }

    /** An edit may have brought the next run nearer, so that only fires of one version can be told apart by their instants. */
    private static Moved later(Moved known, Moved more) {
        Comparator<Moved> order = Comparator.comparingInt(Moved::version).thenComparing(Moved::at);
        return order.compare(known, more) > 0 ? known : more;
    }

    Collection<Closed> closed() {
        return closed;
    }

    Collection<Resumed> resumed() {
        return resumed.values();
    }

    Collection<Moved> moved() {
        return moved.values();
    }

    List<Planned> planned() {
        return latest().stream()
                .flatMap(latest -> latest.view().next().entrySet().stream()
                        .map(next -> new Planned(latest, next.getKey(), next.getValue())))
                .toList();
    }
}
