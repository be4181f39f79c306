package dev.runledger.query.retry;

import static dev.runledger.query.retry.RetryPolicySamples.NOON;
import static dev.runledger.query.retry.RetryPolicySamples.created;
import static dev.runledger.query.retry.RetryPolicySamples.deleted;
import static dev.runledger.query.retry.RetryPolicySamples.key;
import static dev.runledger.query.retry.RetryPolicySamples.named;
import static dev.runledger.query.retry.RetryPolicySamples.replaced;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.query.batch.Streams;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.batch.Wire;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

class RetryPolicyQueryControllerTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();

    private final Streams streams = new Streams();
    private final Map<RetryPolicyKey, Long> lengths = new HashMap<>();
    private final RetryPolicyProjection projection = new RetryPolicyProjection(VIEWS.jdbc());
    private final Wire wire = Wire.to(
            new RetryPolicyQueryController(
                    new RetryPolicyQueries(VIEWS.jdbc()), new RetryPolicyHistory(streams.store())),
            new Caller(AccountId.DEFAULT, Role.VIEWER, EnvironmentScope.ALL, "test"));

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void aPolicyIsShownAsItsStreamTellsBeforeTheListKnowsIt() {
        RetryPolicyCreated created = created("gentle", "Gentle");
        streams.append(created);
        streams.append(replaced(created, 2, "Zealous"));

        assertThat(wire.get("/api/v1/retry-policies/gentle")
                        .at("/data/attributes/name")
                        .asText())
                .isEqualTo("Zealous");
        assertThat(wire.get("/api/v1/retry-policies").get("data")).isEmpty();
    }

    @Test
    void theListShowsWhatOneReadShows() {
        publish(created("gentle", "Gentle"));

        assertThat(wire.get("/api/v1/retry-policies").at("/data/0"))
                .isEqualTo(wire.get("/api/v1/retry-policies/gentle").get("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v2\"", "*", "\"v0\""})
    void aPolicysVersionIsItsTagAndIfNoneMatchIsIgnored(String tag) {
        RetryPolicyCreated created = created("gentle", "Gentle");
        streams.append(created);
        streams.append(replaced(created, 2, "Zealous"));

        MockHttpServletResponse answer = wire.ask(
                MockMvcRequestBuilders.get("/api/v1/retry-policies/gentle").header("If-None-Match", tag));

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaders("ETag")).containsExactly("\"v2\"");
    }

    @Test
    void aDeletedOrUnknownPolicyOrOneOfAnotherAccountIsNotFound() {
        RetryPolicyCreated created = created("gone", "Gone");
        publish(created);
        publish(deleted(created, 2));
        publish(new RetryPolicyCreated(
                new RetryPolicyKey(new AccountId("default", 2), "theirs"), UUID.randomUUID(), named("Theirs"), NOON));

        for (String slug : List.of("gone", "never", "theirs")) {
            assertThatThrownBy(() -> wire.get("/api/v1/retry-policies/" + slug))
                    .asInstanceOf(type(Refused.class))
                    .extracting(Refused::refusal)
                    .isEqualTo(new Refusal.PolicyNotFound(slug));
        }
        assertThat(slugs("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gent      | gentle
                    GENT      | gentle
                    100%_     | percent
                    %         | percent
                    φοσ       | greek
                    \\         | ''
                    """)
    void aNameIsFoundByAnyPartOfItInAnyCaseAndLiterally(String part, String found) {
        publish(created("gentle", "My GENTLE policy"));
        publish(created("percent", "100%_"));
        publish(created("greek", "ΣΟΦΟΣ"));

        assertThat(String.join(",", slugs("filter[name]=" + URLEncoder.encode(part, UTF_8))))
                .isEqualTo(found);
    }

    @Test
    void namesSortByLowerCasedCodePointsAndTiesByIdInTheSameDirection() {
        publish(created("b", "same"));
        publish(created("a", "SAME"));
        publish(created("B", "Same"));
        publish(created("z", "_first"));

        assertThat(slugs("")).containsExactly("z", "B", "a", "b");
        assertThat(slugs("sort=-name")).containsExactly("b", "a", "B", "z");
    }

    @Test
    void policiesSortByTheirTimes() {
        RetryPolicyCreated first = created("first", "a");
        publish(first);
        publish(new RetryPolicyCreated(key("second"), UUID.randomUUID(), named("b"), NOON.plusMillis(1)));
        publish(replaced(first, 2, "a"));

        assertThat(slugs("sort=created_at")).containsExactly("first", "second");
        assertThat(slugs("sort=-updated_at")).containsExactly("first", "second");
        assertThat(slugs("sort=updated_at")).containsExactly("second", "first");
    }

    @Test
    void pagesAreNumberedAndTheTotalCountsAllThatMatches() {
        for (String slug : List.of("a", "b", "c")) {
            publish(created(slug, "policy " + slug));
        }

        assertThat(slugs("page[size]=2")).containsExactly("a", "b");
        assertThat(slugs("page[size]=2&page[number]=2")).containsExactly("c");
        assertThat(slugs("page[number]=2147483647")).isEmpty();
        assertThat(pagination("")).isEqualTo(Wire.json("{\"page\":1,\"size\":1000}"));
        assertThat(pagination("meta[total]=true&page[size]=2&filter[name]=policy"))
                .isEqualTo(Wire.json("{\"page\":1,\"size\":2,\"total\":3,\"total_pages\":2}"));
        assertThat(pagination("meta[total]=true&filter[name]=none"))
                .isEqualTo(Wire.json("{\"page\":1,\"size\":1000,\"total\":0,\"total_pages\":0}"));
    }

    @ParameterizedTest
    @CsvSource({
        "filter[name],a%00b",
        "sort,max_retries",
        "page[number],0",
        "page[size],1001",
        "meta[total],1",
        "sort,name&sort=name"
    })
    void aWrongParameterIsNamed(String name, String value) {
        assertThatThrownBy(() -> wire.get("/api/v1/retry-policies?" + name + "=" + value))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .satisfies(invalid -> assertThat(invalid.errors())
                        .singleElement()
                        .extracting(ErrorObject::source)
                        .isEqualTo(new ErrorObject.Source(null, name, null)));
    }

    private void publish(RetryPolicyEvent event) {
        long sequence = lengths.merge(event.key(), 1L, Long::sum) - 1;
        streams.append(event);
        VIEWS.commit(() -> projection.on(event, sequence));
    }

    private List<String> slugs(String query) {
        List<String> slugs = new ArrayList<>();
        wire.get("/api/v1/retry-policies?" + query)
                .get("data")
                .forEach(policy -> slugs.add(policy.get("id").asText()));
        return slugs;
    }

    private JsonNode pagination(String query) {
        return wire.get("/api/v1/retry-policies?" + query).at("/meta/pagination");
    }
}
