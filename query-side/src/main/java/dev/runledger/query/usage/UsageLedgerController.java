package dev.runledger.query.usage;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.account.UsageEntry;
import dev.runledger.kernel.account.UsageEntry.Place;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.query.paging.Cursor;
import dev.runledger.query.paging.NextLink;
import dev.runledger.query.paging.PageSize;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/usage_ledger} (API.md §10). */
@RestController
class UsageLedgerController {

    private static final String PATH = "/api/v1/usage_ledger";

    private final UsageEntryReader entries;
    private final Clock clock;

    UsageLedgerController(UsageEntryReader entries, Clock clock) {
        this.entries = entries;
        this.clock = clock;
    }

    /** A scoped key sees its environments' entries, with the account's numbers. */
    @GetMapping(PATH)
    Document list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        YearMonth period = parameters
                .one("filter[period]", UsageLedgerController::month, "a month such as 2026-03")
                .orElseGet(() -> YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)));
        Place after = after(parameters);
        PageSize size = PageSize.of(parameters, PageSize.CURSOR);
        parameters.refuseFaults();

        List<UsageEntry> found =
                entries.before(after, caller.account(), period, caller.scope()::sees, size.value() + 1);
        boolean more = found.size() > size.value();
        List<UsageEntry> page = more ? found.subList(0, size.value()) : found;
        String next = more ? NextLink.of(PATH, query, size, page.getLast().place()) : null;
        return new Document(
                page.stream().map(UsageEntry::resource).toList(),
                Map.of("page_size", size.value()),
                Collections.singletonMap("next", next));
    }

    private static Place after(QueryParameters parameters) {
        @Nullable String text = parameters.text(Cursor.PARAMETER).orElse(null);
        Optional<Place> place = text == null ? Optional.of(Place.LAST) : Place.parse(text);
        if (place.isEmpty()) {
            parameters.fault(ErrorObject.inParameter(
                    Cursor.PARAMETER,
                    "cursor_unknown",
                    Cursor.PARAMETER + " must be the id of the previous page's last entry."));
        }
        return place.orElse(Place.LAST);
    }

    private static Optional<YearMonth> month(String text) {
        try {
            return text.matches("[0-9]{4}-[0-9]{2}") ? Optional.of(YearMonth.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
