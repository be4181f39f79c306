package dev.runledger.query.job;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobResource;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of jobs, and one job (API.md §2.2, §2.3). */
@RestController
class JobQueryController {

    static final String PATH = "/api/v1/jobs";

    private final JobQueries jobs;
    private final JobHistory history;

    JobQueryController(JobQueries jobs, JobHistory history) {
        this.jobs = jobs;
        this.history = history;
    }

    @GetMapping(PATH)
    ResponseEntity<Document> list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        JobListing listing = JobListing.of(query);
        List<Resource> shown = jobs.page(caller, listing).stream()
                .map(job -> JobResource.of(job, caller.scope()))
                .toList();
        return ResponseEntity.ok(listing.page().document(shown, () -> jobs.total(caller, listing.filter())));
    }

    /**
     * The version's tag is set on the response itself: an entity with a tag would make Spring compare {@code If-None-Match},
     * which the API ignores, because {@code next_run_at} moves without a version (API.md §1.5).
     */
    @GetMapping(PATH + "/{id}")
    Document one(Caller caller, @PathVariable String id, HttpServletResponse response) {
        JobView job = history.find(caller.job(id))
                .filter(JobView::live)
                .orElseThrow(() -> new Refused(new Refusal.JobNotFound(id)));
        response.setHeader(HttpHeaders.ETAG, "\"v" + job.version() + "\"");
        return Document.of(JobResource.of(job, caller.scope()));
    }
}
