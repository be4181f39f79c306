package dev.runledger.query.job;

import static dev.runledger.query.job.JobSamples.CRON;
import static dev.runledger.query.job.JobSamples.created;
import static dev.runledger.query.job.JobSamples.definition;
import static dev.runledger.query.job.JobSamples.deleted;
import static dev.runledger.query.job.JobSamples.replaced;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.query.batch.Streams;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.batch.Wire;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

class JobQueryControllerTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();

    private final Streams streams = new Streams();
    private final Map<JobKey, Long> lengths = new HashMap<>();
    private final JobProjection projection = new JobProjection(VIEWS.jdbc(), TestVault.SEALING);
    private final JobQueryController controller = new JobQueryController(
            new JobQueries(VIEWS.jdbc(), TestVault.SEALING), new JobHistory(streams.store(), this::fires));
    private final Wire wire = as(EnvironmentScope.ALL);
    private final Wire scoped = as(new EnvironmentScope(Set.of("production")));

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void aJobIsShownAsItsStreamTellsBeforeTheListKnowsIt() {
        JobCreated created = created("nightly", definition("Nightly", CRON));
        streams.append(created);
        streams.append(replaced(created, 2, definition("Weekly", CRON)));

        assertThat(wire.get("/api/v1/jobs/nightly").at("/data/attributes/name").asText())
                .isEqualTo("Weekly");
        assertThat(wire.get("/api/v1/jobs").get("data")).isEmpty();
    }

    @Test
    void aJobsVersionIsItsTag() {
        JobCreated created = created("nightly", definition("Nightly", CRON));
        streams.append(created);
        streams.append(replaced(created, 2, definition("Weekly", CRON)));

        assertThat(one("nightly", "x").getHeader("ETag")).isEqualTo("\"v2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"v1\"", "*", "\"v0\""})
    void ifNoneMatchIsIgnoredBecauseTheNextRunMovesWithoutAVersion(String tag) {
        streams.append(created("nightly", definition("Nightly", CRON)));

        MockHttpServletResponse answer = one("nightly", tag);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeaders("ETag")).containsExactly("\"v1\"");
        assertThat(answer.getContentAsByteArray()).isNotEmpty();
    }

    @Test
    void aDeletedOrUnknownJobIsNotFound() {
        JobCreated created = created("gone", definition("Gone", CRON));
        streams.append(created);
        streams.append(deleted(created, 2));

        assertNotFound(wire, "gone");
        assertNotFound(wire, "never");
    }

    @Test
    void anotherAccountsJobIsNotFound() {
        JobDefinition definition = definition("Theirs", CRON);
        publish(new JobCreated(
                new JobKey(new AccountId("default", 2), "theirs"),
                UUID.randomUUID(),
                definition,
                Map.of(),
                JobSamples.NOON));

        assertNotFound(wire, "theirs");
        assertThat(slugs("")).isEmpty();
    }

    @Test
    void aScopedCallerSeesItsOwnEntriesOnly() {
        publish(created("nightly", definition("Nightly", CRON, "production", "staging")));

        String entries =
                "{\"production\":{\"enabled\":true,\"timeout\":7,\"next_run_at\":\"2026-03-01T13:00:00.000Z\"}}";
        assertThat(scoped.get("/api/v1/jobs/nightly").at("/data/attributes/environments"))
                .isEqualTo(Wire.json(entries));
        assertThat(scoped.get("/api/v1/jobs").at("/data/0/attributes/environments"))
                .isEqualTo(Wire.json(entries));
    }

    @Test
    void oneOffsAreListedOnlyWhenAskedFor() {
        publish(created("cron", definition("a", CRON, "production")));
        publish(created("manual", definition("b", null, "production")));
        publish(created("once", definition("c", "2026-12-24T12:00", "production")));

        assertThat(slugs("")).containsExactly("cron", "manual");
        assertThat(slugs("filter[kind]=one_off")).containsExactly("once");
        assertThat(slugs("filter[kind]=recurring")).containsExactly("cron");
        assertThat(slugs("filter[kind]=manual")).containsExactly("manual");
        assertThat(slugs("filter[scheduled]=TRUE")).containsExactly("cron", "once");
        assertThat(slugs("filter[scheduled]=false")).containsExactly("manual");
        assertThat(slugs("filter[scheduled]=false&filter[kind]=one_off")).isEmpty();
    }

    @Test
    void scheduledLooksAtVisibleEntriesThatAreEnabled() {
        publish(created("off", definition("a", CRON)));
        publish(created("elsewhere", definition("b", CRON, "staging")));
        publish(created("here", definition("c", CRON, "staging", "production")));

        assertThat(slugs("filter[scheduled]=true")).containsExactly("elsewhere", "here");
        assertThat(slugs(scoped, "filter[scheduled]=true")).containsExactly("here");
        assertThat(slugs(scoped, "filter[scheduled]=false")).containsExactly("off", "elsewhere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    night     | nightly
                    NIGHT     | nightly
                    100%_   | percent
                    %       | percent
                    _         | percent
                    ΣΟΦΟΣ     | greek
                    φοσ       | greek
                    \\         | ''
                    """)
    void aNameIsFoundByAnyPartOfItInAnyCaseAndLiterally(String part, String found) {
        publish(created("nightly", definition("My NIGHTLY job", CRON)));
        publish(created("percent", definition("100%_", CRON)));
        publish(created("greek", definition("ΣΟΦΟΣ", CRON)));

        assertThat(String.join(",", slugs("filter[name]=" + URLEncoder.encode(part, UTF_8))))
                .isEqualTo(found);
    }

    @Test
    void namesSortByLowerCasedCodePointsAndTiesByIdInTheSameDirection() {
        publish(created("b", definition("same", CRON)));
        publish(created("a", definition("SAME", CRON)));
        publish(created("B", definition("Same", CRON)));
        publish(created("z", definition("_first", CRON)));
        publish(created("u", definition("über", CRON)));
        publish(created("t", definition("\uD83D\uDC22", CRON)));
        publish(created("w", definition("\uFF57ide", CRON)));

        assertThat(slugs("")).containsExactly("z", "B", "a", "b", "u", "w", "t");
        assertThat(slugs("sort=-name")).containsExactly("t", "w", "u", "b", "a", "B", "z");
    }

    @Test
    void jobsSortByTheirTimes() {
        JobCreated first = created("first", definition("a", CRON));
        JobCreated second = new JobCreated(
                JobSamples.key("second"),
                UUID.randomUUID(),
                definition("b", CRON),
                Map.of(),
                JobSamples.NOON.plusMillis(1));
        publish(first);
        publish(second);
        publish(replaced(first, 2, definition("a", CRON)));

        assertThat(slugs("sort=created_at")).containsExactly("first", "second");
        assertThat(slugs("sort=-created_at")).containsExactly("second", "first");
        assertThat(slugs("sort=updated_at")).containsExactly("second", "first");
        assertThat(slugs("sort=-updated_at")).containsExactly("first", "second");
    }

    @Test
    void pagesAreNumbered() {
        for (String slug : List.of("a", "b", "c")) {
            publish(created(slug, definition(slug, CRON)));
        }

        assertThat(slugs("page[size]=2")).containsExactly("a", "b");
        assertThat(slugs("page[size]=2&page[number]=2")).containsExactly("c");
        assertThat(slugs("page[size]=2&page[number]=3")).isEmpty();
        assertThat(slugs("page[number]=2147483647")).isEmpty();
        assertThat(pagination("")).isEqualTo(Wire.json("{\"page\":1,\"size\":1000}"));
        assertThat(pagination("meta[total]=false")).isEqualTo(Wire.json("{\"page\":1,\"size\":1000}"));
    }

    @Test
    void theTotalCountsAllThatMatchesOnEveryPage() {
        for (String slug : List.of("a", "b", "c")) {
            publish(created(slug, definition(slug, CRON)));
        }

        assertThat(pagination("meta[total]=True&page[size]=2&page[number]=9"))
                .isEqualTo(Wire.json("{\"page\":9,\"size\":2,\"total\":3,\"total_pages\":2}"));
        assertThat(pagination("meta[total]=true&filter[name]=none"))
                .isEqualTo(Wire.json("{\"page\":1,\"size\":1000,\"total\":0,\"total_pages\":0}"));
    }

    @ParameterizedTest
    @CsvSource({
        "filter[kind],http",
        "filter[kind],RECURRING",
        "filter[scheduled],maybe",
        "filter[name],a%00b",
        "sort,status",
        "page[number],0",
        "page[number],x",
        "page[number],2147483648",
        "page[size],0",
        "page[size],1001",
        "meta[total],1"
    })
    void aWrongParameterIsNamed(String name, String value) {
        assertFault(name, name + "=" + value);
    }

    @ParameterizedTest
    @CsvSource({"filter[kind],manual", "filter[name],a", "sort,name", "page[number],1", "meta[total],true"})
    void noParameterMayBeRepeated(String name, String value) {
        assertFault(name, name + "=" + value + "&" + name + "=" + value);
    }

    @Test
    void anEntryThatDoesNotRunByItselfHasNoNextRun() {
        publish(created("manual", definition("a", null, "production")));
        publish(created("off", definition("b", CRON)));

        assertThat(nextRuns("manual")).isEqualTo(Wire.json("{\"idle\":null,\"production\":null}"));
        assertThat(nextRuns("off")).isEqualTo(Wire.json("{\"idle\":null}"));
    }

    /** What each entry says, in the list as well as for itself. */
    private JsonNode nextRuns(String slug) {
        ObjectNode shown = nextRuns(wire.get("/api/v1/jobs/" + slug).at("/data"));
        wire.get("/api/v1/jobs").get("data").forEach(job -> {
            if (job.get("id").asText().equals(slug)) {
                assertThat(nextRuns(job)).isEqualTo(shown);
            }
        });
        return shown;
    }

    private static ObjectNode nextRuns(JsonNode job) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        job.at("/attributes/environments")
                .properties()
                .forEach(entry -> shown.set(entry.getKey(), entry.getValue().get("next_run_at")));
        return shown;
    }

    /** All fire at one instant wherever an entry enables them. */
    private Map<String, Instant> fires(JobKey job) {
        return Map.of("production", JobSamples.SOON, "staging", JobSamples.SOON, "idle", JobSamples.SOON);
    }

    private Wire as(EnvironmentScope scope) {
        return Wire.to(controller, new Caller(AccountId.DEFAULT, Role.VIEWER, scope, "test"));
    }

    private void publish(JobEvent event) {
        long sequence = lengths.merge(event.job(), 1L, Long::sum) - 1;
        streams.append(event);
        VIEWS.commit(() -> projection.on(event, sequence));
    }

    private MockHttpServletResponse one(String slug, String ifNoneMatch) {
        return wire.ask(MockMvcRequestBuilders.get("/api/v1/jobs/" + slug).header("If-None-Match", ifNoneMatch));
    }

    private List<String> slugs(String query) {
        return slugs(wire, query);
    }

    private static List<String> slugs(Wire asker, String query) {
        List<String> slugs = new ArrayList<>();
        asker.get("/api/v1/jobs?" + query)
                .get("data")
                .forEach(job -> slugs.add(job.get("id").asText()));
        return slugs;
    }

    private JsonNode pagination(String query) {
        return wire.get("/api/v1/jobs?" + query).at("/meta/pagination");
    }

    private static void assertNotFound(Wire asker, String slug) {
        assertThatThrownBy(() -> asker.get("/api/v1/jobs/" + slug))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .isEqualTo(new Refusal.JobNotFound(slug));
    }

    private void assertFault(String name, String query) {
        assertThatThrownBy(() -> wire.get("/api/v1/jobs?" + query))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .satisfies(invalid -> assertThat(invalid.errors())
                        .singleElement()
                        .extracting(ErrorObject::source)
                        .isEqualTo(new ErrorObject.Source(null, name, null)));
    }
}
