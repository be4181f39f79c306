package dev.runledger.query.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.UsageEntry;
import dev.runledger.kernel.account.UsageEntry.Place;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Resource;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class UsageLedgerControllerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.VIEWER, EnvironmentScope.ALL, "key:test");

    private final UsageLedgerController controller =
            new UsageLedgerController(UsageLedgerControllerTest::read, Clock.fixed(NOON, ZoneOffset.UTC));

    /** Seven decisions in two transactions in March, none in another month. */
    private static List<UsageEntry> read(
            Place end, AccountId account, YearMonth period, Predicate<String> visible, int limit) {
        return IntStream.iterate(6, i -> i >= 0, i -> i - 1)
                .mapToObj(i -> new UsageEntry(
                        new Place(1 + i / 4, i % 4),
                        new UUID(0, i),
                        "nightly",
                        "production",
                        NOON,
                        i < 5,
                        "hard_stop",
                        Math.min(i + 1, 5)))
                .filter(entry -> period.equals(YearMonth.of(2026, 3)))
                .filter(entry -> entry.place().isBefore(end) && visible.test(entry.environment()))
                .limit(limit)
                .toList();
    }

    @Test
    void thePresentMonthIsShownTheLatestDecisionFirst() {
        List<Resource> entries = entries(list());

        assertThat(entries).extracting(Resource::id).containsExactly("2.2", "2.1", "2.0", "1.3", "1.2", "1.1", "1.0");
        assertThat(entries.getFirst().attributes())
                .containsEntry("decision", "REFUSED")
                .containsEntry("rule", "hard_stop")
                .containsEntry("used_after", 5L);
        assertThat(entries.getLast().attributes())
                .containsEntry("decision", "COUNTED")
                .containsEntry("used_after", 1L);
    }

    @Test
    void pagesFollowEachOther() {
        Document first = list("page[size]", "3");
        assertThat(entries(first)).extracting(Resource::id).containsExactly("2.2", "2.1", "2.0");
        assertThat(first.links()).containsEntry("next", "/api/v1/usage_ledger?page[size]=3&page[after]=2.0");

        Document second = list("page[size]", "3", "page[after]", "2.0");
        assertThat(entries(second)).extracting(Resource::id).containsExactly("1.3", "1.2", "1.1");

        Document last = list("page[size]", "3", "page[after]", "1.1");
        assertThat(entries(last)).extracting(Resource::id).containsExactly("1.0");
        assertThat(last.links()).containsEntry("next", null);
    }

    @Test
    void anotherMonthHasItsOwn() {
        assertThat(entries(list("filter[period]", "2026-02"))).isEmpty();
    }

    @Test
    void whatIsNoMonthAndNoPlaceIsToldByItsParameter() {
        assertThat(faults("filter[period]", "2026-13"))
                .extracting(ErrorObject::code)
                .containsExactly("parameter_invalid");
        assertThat(faults("filter[period]", "march"))
                .extracting(ErrorObject::code)
                .containsExactly("parameter_invalid");
        assertThat(faults("page[after]", "01.2")).extracting(ErrorObject::code).containsExactly("cursor_unknown");
        assertThat(faults("page[after]", "x")).extracting(ErrorObject::code).containsExactly("cursor_unknown");
    }

    private List<ErrorObject> faults(String... query) {
        List<ErrorObject> errors = new java.util.ArrayList<>();
        assertThatThrownBy(() -> list(query))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> errors.addAll(((Refusal.Invalid) refused.refusal()).errors()));
        return errors;
    }

    private Document list(String... query) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        for (int i = 0; i < query.length; i += 2) {
            parameters.add(query[i], query[i + 1]);
        }
        return controller.list(CALLER, parameters);
    }

    @SuppressWarnings("unchecked")
    private static List<Resource> entries(Document document) {
        return (List<Resource>) document.data();
    }
}
