package dev.runledger.query.account;

import dev.runledger.kernel.account.Plan;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.query.paging.PageNumber;
import dev.runledger.query.paging.PageSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What can be had here, and on which plans (API.md §8.5). For all, without a key. */
@RestController
class CatalogueController {

    private final Plans plans;

    CatalogueController(Plans plans) {
        this.plans = plans;
    }

    @GetMapping("/api/v1/products")
    Document products(@RequestParam MultiValueMap<String, String> query) {
        return page(List.of(Product.jobs(plans)), query);
    }

    @GetMapping("/api/v1/plans")
    Document plans(@RequestParam MultiValueMap<String, String> query) {
        List<Resource> all = new ArrayList<>();
        for (Plan plan : plans.all()) {
            Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
            attributes.put("display_name", displayed(plan.name()));
            attributes.put("description", described(plan));
            attributes.put("sort_order", all.size() + 1);
            all.add(new Resource(plan.name(), "plan", attributes));
        }
        return page(all, query);
    }

    private static String displayed(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String described(Plan plan) {
        return "%s runs a month and %s jobs; history for %d days."
                .formatted(amount(plan.includedRunsPerMonth()), amount(plan.maxJobs()), plan.historyRetentionDays());
    }

    private static String amount(long limit) {
        return limit == Plan.NONE ? "Unlimited" : String.format(Locale.ROOT, "%,d", limit);
    }

    private static Document page(List<Resource> all, MultiValueMap<String, String> query) {
        QueryParameters parameters = new QueryParameters(query);
        PageNumber number = PageNumber.of(parameters);
        PageSize size = PageSize.of(parameters, PageSize.NUMBERED);
        boolean withTotal = parameters.flag("meta[total]").orElse(false);
        parameters.refuseFaults();
        List<Resource> page =
                all.stream().skip(number.offset(size)).limit(size.value()).toList();
        return Document.numbered(page, number.value(), size.value(), withTotal ? (Long) (long) all.size() : null);
    }
}
