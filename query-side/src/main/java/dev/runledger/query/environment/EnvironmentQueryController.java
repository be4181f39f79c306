package dev.runledger.query.environment;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.EnvironmentResource;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of environments, one environment, and who uses it (API.md §8.3). Those outside the caller's scope do not exist for it. */
@RestController
@RequestMapping("/api/v1/environments")
class EnvironmentQueryController {

    private static final String USAGE = "environment_usage";

    private final EnvironmentReader environments;

    EnvironmentQueryController(EnvironmentReader environments) {
        this.environments = environments;
    }

    @GetMapping
    Document list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        EnvironmentListing listing = EnvironmentListing.of(query);
        List<EnvironmentView> matching = listing.matching(visible(caller).toList());
        return Document.numbered(
                listing.page(matching).stream().map(EnvironmentResource::of).toList(),
                listing.number().value(),
                listing.size().value(),
                listing.withTotal() ? (long) matching.size() : null);
    }

    @GetMapping("/{id}")
    Document one(Caller caller, @PathVariable String id) {
        return Document.of(EnvironmentResource.of(existing(caller, id)));
    }

    /** What deleting it would concern. */
    @GetMapping("/{id}/usage")
    Document usage(Caller caller, @PathVariable String id) {
        String key = existing(caller, id).key();
        return Document.of(new Resource(key, USAGE, Map.of("jobs", environments.jobsIn(caller.account(), key))));
    }

    private EnvironmentView existing(Caller caller, String id) {
        return visible(caller)
                .filter(environment -> environment.key().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refused(new Refusal.EnvironmentNotFound(id)));
    }

    private Stream<EnvironmentView> visible(Caller caller) {
        return environments.of(caller.account()).stream()
                .filter(environment -> caller.scope().sees(environment.key()));
    }
}
