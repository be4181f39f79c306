package dev.runledger.query.account;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.ApiKeyResource;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.query.account.ApiKeyReader.Listed;
import dev.runledger.query.paging.PageNumber;
import dev.runledger.query.paging.PageSize;
import dev.runledger.query.paging.Sort;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of API keys, and one key (API.md §8.4), for admins. Those that reach beyond the caller's scope do not exist for it. */
@RestController
@RequestMapping("/api/v1/api_keys")
class ApiKeyQueryController {

    private static final Sort<ApiKeyOrder> BY_NAME = new Sort<>(ApiKeyOrder.NAME, false);

    private final ApiKeyReader keys;

    ApiKeyQueryController(ApiKeyReader keys) {
        this.keys = keys;
    }

    @GetMapping
    Document list(Caller caller, @RequestParam MultiValueMap<String, String> query) {
        caller.require(Role.ADMIN);
        QueryParameters parameters = new QueryParameters(query);
        Sort<ApiKeyOrder> sort = parameters
                .one("sort", text -> Sort.parse(text, ApiKeyOrder.class), Sort.expected(ApiKeyOrder.class))
                .orElse(BY_NAME);
        PageNumber number = PageNumber.of(parameters);
        PageSize size = PageSize.of(parameters, PageSize.NUMBERED);
        boolean withTotal = parameters.flag("meta[total]").orElse(false);
        parameters.refuseFaults();
        Comparator<ApiKeyView> order = sort.field().comparator(sort.descending());
        List<Listed> all =
                visible(caller).sorted(Comparator.comparing(Listed::key, order)).toList();
        List<Resource> page = all.stream()
                .skip(number.offset(size))
                .limit(size.value())
                .map(ApiKeyQueryController::shown)
                .toList();
        return Document.numbered(page, number.value(), size.value(), withTotal ? (Long) (long) all.size() : null);
    }

    @GetMapping("/{id}")
    Document one(Caller caller, @PathVariable String id) {
        caller.require(Role.ADMIN);
        return visible(caller)
                .filter(listed -> listed.key().id().toString().equals(id))
                .findFirst()
                .map(listed -> Document.of(shown(listed)))
                .orElseThrow(() -> new Refused(new Refusal.ApiKeyNotFound(id)));
    }

    private Stream<Listed> visible(Caller caller) {
        return keys.of(caller.account()).stream().filter(listed -> listed.key().within(caller.scope()));
    }

    private static Resource shown(Listed listed) {
        return ApiKeyResource.of(listed.key(), listed.lastUsedAt());
    }
}
