package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.paging.NextLink;
import dev.runledger.query.paging.StrictUuid;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of runs, and one run (API.md §5.1, §5.7). */
@RestController
class RunQueryController {

    static final String PATH = "/api/v1/runs";

    private final RunQueries runs;
    private final RunHistory history;

    RunQueryController(RunQueries runs, RunHistory history) {
        this.runs = runs;
        this.history = history;
    }

    @GetMapping(PATH)
    ResponseEntity<Document> list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        RunListing listing = RunListing.of(caller, query);
        RunPage page = runs.page(caller, listing);
        Map<String, @Nullable String> links = Collections.singletonMap("next", next(query, listing, page));
        return ResponseEntity.ok(new Document(
                page.runs().stream().map(RunResource::of).toList(),
                Map.of("page_size", listing.size().value()),
                links));
    }

    @GetMapping(PATH + "/{id}")
    ResponseEntity<Document> one(Caller caller, @PathVariable String id) {
        return StrictUuid.parse(id)
                .flatMap(uuid -> history.find(new RunKey(caller.account(), uuid)))
                .filter(run -> caller.scope().sees(run.environment()))
                .map(run -> ResponseEntity.ok(Document.of(RunLinks.linked(run, isRetried(run)))))
                .orElseThrow(() -> new Refused(new Refusal.RunNotFound(id)));
    }

    /** Only a failure is retried, so those who wait for a run's end cost no query here. */
    private boolean isRetried(RunView run) {
        return run.status() == RunStatus.FAILED && runs.isRetried(run.key());
    }

    private static @Nullable String next(MultiValueMap<String, String> query, RunListing listing, RunPage page) {
        List<RunView> runs = page.runs();
        return page.more()
                ? NextLink.of(PATH, query, listing.size(), runs.getLast().key().id())
                : null;
    }
}
