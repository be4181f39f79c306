package dev.runledger.query.run;

import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where to go from one run (API.md §10). */
final class RunLinks {

    private RunLinks() {}

    /**
     * The run with its links: its job, the run it repeats, and the chain of retries it belongs to or began.
     *
     * @param retried whether another run is a retry of this one's chain
     */
    static Resource linked(RunView run, boolean retried) {
        Resource resource = RunResource.of(run);
        Map<String, @Nullable String> links = new LinkedHashMap<>();
        links.put("job", "/api/v1/jobs/" + run.job());
        links.put("source", run.trigger() instanceof Trigger.Rerun rerun ? one(rerun.source()) : null);
        links.put("chain", chain(run, retried));
        return new Resource(resource.id(), resource.type(), resource.attributes(), links);
    }

    private static String one(UUID run) {
        return RunQueryController.PATH + "/" + run;
    }

    private static @Nullable String chain(RunView run, boolean retried) {
        if (run.trigger() instanceof Trigger.Retry retry) {
            return chain(retry.of());
        }
        return retried ? chain(run.key().id()) : null;
    }

    private static String chain(UUID first) {
        return RunQueryController.PATH + "?filter[retry.of]=" + first;
    }
}
