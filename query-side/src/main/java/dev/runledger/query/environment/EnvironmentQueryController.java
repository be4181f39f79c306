package dev.runledger.query.environment;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.EnvironmentResource;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.jsonapi.Document;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of environments, and one environment (API.md §8.3). Those outside the caller's scope do not exist for it. */
@RestController
@RequestMapping("/api/v1/environments")
class EnvironmentQueryController {

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
        return visible(caller)
                .filter(environment -> environment.key().equals(id))
                .findFirst()
                .map(environment -> Document.of(EnvironmentResource.of(environment)))
                .orElseThrow(() -> new Refused(new Refusal.EnvironmentNotFound(id)));
    }

    private Stream<EnvironmentView> visible(Caller caller) {
        return environments.of(caller.account()).stream()
                .filter(environment -> caller.scope().sees(environment.key()));
    }
}
