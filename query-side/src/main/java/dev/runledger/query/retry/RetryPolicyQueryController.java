package dev.runledger.query.retry;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.retry.RetryPolicyResource;
import dev.runledger.kernel.retry.RetryPolicyView;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of retry policies, and one policy (API.md §6.1). */
@RestController
class RetryPolicyQueryController {

    static final String PATH = "/api/v1/retry-policies";

    private final RetryPolicyQueries policies;
    private final RetryPolicyHistory history;

    RetryPolicyQueryController(RetryPolicyQueries policies, RetryPolicyHistory history) {
        this.policies = policies;
        this.history = history;
    }

    @GetMapping(PATH)
    Document list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        RetryPolicyListing listing = RetryPolicyListing.of(query);
        List<Resource> shown = policies.page(caller.account(), listing).stream()
                .map(RetryPolicyResource::of)
                .toList();
        return listing.page().document(shown, () -> policies.total(caller.account(), listing));
    }

    /** The tag is set on the response itself, because the API ignores {@code If-None-Match} and Spring would not. */
    @GetMapping(PATH + "/{id}")
    Document one(Caller caller, @PathVariable String id, HttpServletResponse response) {
        RetryPolicyView policy = history.find(caller.retryPolicy(id))
                .filter(RetryPolicyView::live)
                .orElseThrow(() -> new Refused(new Refusal.PolicyNotFound(id)));
        response.setHeader(HttpHeaders.ETAG, "\"v" + policy.version() + "\"");
        return Document.of(RetryPolicyResource.of(policy));
    }
}
