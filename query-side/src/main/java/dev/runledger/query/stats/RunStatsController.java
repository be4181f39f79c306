package dev.runledger.query.stats;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.jsonapi.Document;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Statistics of runs (API.md §5.8, §10). */
@RestController
class RunStatsController {

    static final String PATH = "/api/v1/run_stats";

    private final RunStatsQueries stats;

    RunStatsController(RunStatsQueries stats) {
        this.stats = stats;
    }

    @GetMapping(PATH)
    Document show(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        return Document.of(stats.answer(StatsQuestion.of(caller, query)).resource());
    }
}
