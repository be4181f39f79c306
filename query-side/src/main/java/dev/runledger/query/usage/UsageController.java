package dev.runledger.query.usage;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.QueryParameters;
import java.util.Optional;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/usage} (API.md §7.1): the whole account's, whatever the key's scope. */
@RestController
class UsageController {

    private static final String CURRENT = "current";

    private final UsageReader usage;

    UsageController(UsageReader usage) {
        this.usage = usage;
    }

    @GetMapping("/api/v1/usage")
    Document read(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        var _ = parameters.one("filter[period]", text -> Optional.of(text).filter(CURRENT::equals), CURRENT);
        parameters.refuseFaults();
        return Document.of(usage.of(caller.account()).resource());
    }
}
