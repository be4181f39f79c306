package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.Streams;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.batch.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunQueryControllerTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Trigger MANUAL = new Trigger.Manual();

    private final Streams streams = new Streams();
    private final RunProjection projection = new RunProjection(VIEWS.jdbc());
    private final RunQueryController controller =
            new RunQueryController(new RunQueries(VIEWS.jdbc()), new RunHistory(streams.store()));
    private final Wire wire = as(EnvironmentScope.ALL);
    private final Wire scoped = as(new EnvironmentScope(Set.of("production")));

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void aRunIsShownAsItsStreamTellsBeforeTheListKnowsIt() {
        RunKey run = key(1);
        streams.append(triggered(run, "production", MANUAL));

        JsonNode shown = wire.get("/api/v1/runs/" + run.id()).get("data");

        assertThat(shown.get("id").asText()).isEqualTo(run.id().toString());
        assertThat(shown.at("/attributes/status").asText()).isEqualTo("PENDING");
        assertThat(wire.get("/api/v1/runs").get("data")).isEmpty();
    }

    @Test
    void aRunLinksItsJobAndNothingThatItHasNot() {
        project(triggered(key(1), "production", MANUAL));

        assertThat(links(key(1))).hasToString("{\"job\":\"/api/v1/jobs/nightly\",\"source\":null,\"chain\":null}");
    }

    @Test
    void aRerunLinksItsSource() {
        project(triggered(key(2), "production", new Trigger.Rerun(key(1).id())));

        assertThat(links(key(2)).get("source").asText()).isEqualTo("/api/v1/runs/" + key(1).id());
    }

    @Test
    void everyRunOfAChainLinksTheChain() {
        project(triggered(key(1), "production", MANUAL));
        project(new RunFailed(key(1), FailureReason.TIMEOUT, null, null, NOON, null));
        project(triggered(key(2), "production", new Trigger.Retry(key(1).id(), 1, false, NOON)));

        String chain = "/api/v1/runs?filter[retry.of]=" + key(1).id();
        assertThat(links(key(1)).get("chain").asText()).isEqualTo(chain);
        assertThat(links(key(2)).get("chain").asText()).isEqualTo(chain);
        assertThat(ids(wire.get(chain))).containsExactlyInAnyOrder(key(1), key(2));
    }

    @Test
    void aFailureThatWasNotRetriedLinksNoChain() {
        project(triggered(key(1), "production", MANUAL));
        project(new RunFailed(key(1), FailureReason.TIMEOUT, null, null, NOON, null));

        assertThat(links(key(1)).get("chain").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00000000-0000-0000-0000-000000000009", "00000000-0000-0000-0000-00000000000A", "x", "1-1-1-1-1"
            })
    void whatIsNoRunsIdIsNotFound(String id) {
        streams.append(triggered(
                new RunKey(AccountId.DEFAULT, UUID.fromString("00000000-0000-0000-0000-00000000000a")),
                "production",
                MANUAL));
        streams.append(triggered(new RunKey(AccountId.DEFAULT, UUID.fromString("1-1-1-1-1")), "production", MANUAL));

        assertThatThrownBy(() -> wire.get("/api/v1/runs/" + id))
                .isInstanceOf(Refused.class)
                .extracting(refused -> ((Refused) refused).refusal())
                .isEqualTo(new Refusal.RunNotFound(id));
    }

    @Test
    void anotherAccountsRunIsNotFound() {
        RunKey run = new RunKey(new AccountId("default", 2), key(1).id());
        project(triggered(run, "production", MANUAL));

        assertThatThrownBy(() -> wire.get("/api/v1/runs/" + run.id())).isInstanceOf(Refused.class);
        assertThat(wire.get("/api/v1/runs").get("data")).isEmpty();
    }

    @Test
    void aRunOutsideTheCallersEnvironmentsIsNotFound() {
        project(triggered(key(1), "staging", MANUAL));

        assertThatThrownBy(() -> scoped.get("/api/v1/runs/" + key(1).id()))
                .extracting(refused -> ((Refused) refused).refusal())
                .isEqualTo(new Refusal.RunNotFound(key(1).id().toString()));
        assertThat(scoped.get("/api/v1/runs").get("data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "no-such", "production,staging"})
    void namingAnInvisibleEnvironmentIsForbiddenWhetherItExistsOrNot(String environments) {
        assertThatThrownBy(() -> scoped.get("/api/v1/runs?filter%5Benvironment%5D=" + environments))
                .extracting(refused -> ((Refused) refused).refusal())
                .isInstanceOf(Refusal.EnvironmentForbidden.class);
    }

    @Test
    void anUnknownJobOrEnvironmentIsAnEmptyList() {
        project(triggered(key(1), "production", MANUAL));

        assertThat(wire.get("/api/v1/runs?filter%5Bjob%5D=other").get("data")).isEmpty();
        assertThat(wire.get("/api/v1/runs?filter%5Benvironment%5D=other").get("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "00000000-0000-0000-0000-000000000009", "00000000-0000-0000-0000-00000000000A"})
    void anUnknownCursorIsRefused(String cursor) {
        assertUnknownCursor(wire, cursor);
    }

    @Test
    void aCursorOutsideTheCallersEnvironmentsIsUnknown() {
        project(triggered(key(1), "staging", MANUAL));

        assertUnknownCursor(scoped, key(1).id().toString());
    }

    @Test
    void aCursorNeedNotMatchTheFilters() {
        IntStream.rangeClosed(1, 3).forEach(i -> project(triggered(key(i), i == 2 ? "staging" : "production", MANUAL)));

        JsonNode page = wire.get("/api/v1/runs?filter[environment]=production&page[after]=" + key(2).id());

        assertThat(ids(page)).containsExactly(key(1));
    }

    @Test
    void aPageHoldsFiftyRunsUnlessAskedOtherwise() {
        IntStream.rangeClosed(1, 51).forEach(i -> project(triggered(key(i), "production", MANUAL)));

        JsonNode page = wire.get("/api/v1/runs");

        assertThat(page.get("data")).hasSize(50);
        assertThat(page.at("/meta/page_size").asInt()).isEqualTo(50);
    }

    @Test
    void theNextPageIsTheSameRequestBehindTheLastRun() {
        IntStream.rangeClosed(1, 3).forEach(i -> project(triggered(key(i), "production", MANUAL)));

        JsonNode page = wire.get(
                "/api/v1/runs?filter%5Bcreated_at%5D=%5B2026-01-01T00%3A00%3A00%2000%3A00%2C*%29&page%5Bsize%5D=2&filter[job]=nightly&x=a%26b%20c");

        assertThat(page.at("/links/next").asText())
                .startsWith("/api/v1/runs?filter[created_at]=[2026-01-01T00:00:00%2000:00,*")
                .contains("&filter[job]=nightly&x=a%26b%20c&")
                .endsWith("&page[size]=2&page[after]=" + key(2).id());
    }

    @Test
    void theLastPageHasNoNext() {
        project(triggered(key(1), "production", MANUAL));

        JsonNode page = wire.get("/api/v1/runs?page[size]=1");

        assertThat(page.get("links")).hasToString("{\"next\":null}");
    }

    @Test
    void runsThatArriveNeitherRepeatNorHideOthersOnLaterPages() {
        IntStream.rangeClosed(10, 14).forEach(i -> project(triggered(key(i), "production", MANUAL)));
        List<RunKey> seen = new ArrayList<>(ids(wire.get("/api/v1/runs?page[size]=2")));

        project(triggered(key(20), "production", MANUAL));
        seen.addAll(ids(wire.get("/api/v1/runs?page[after]=" + seen.getLast().id())));

        assertThat(seen).containsExactly(key(14), key(13), key(12), key(11), key(10));
    }

    @Test
    void theLatestFinishedRunIsSoughtAmongThoseThatMatch() {
        project(triggered(key(1), "production", MANUAL));
        project(new RunFailed(key(1), FailureReason.TIMEOUT, null, null, NOON, null));
        project(triggered(key(2), "production", MANUAL));
        project(new RunCanceled(key(2), false, null, NOON.plusSeconds(1)));
        project(triggered(key(3), "production", MANUAL));

        assertThat(ids(wire.get("/api/v1/runs?last_run_only=true"))).containsExactly(key(2));
        assertThat(ids(wire.get("/api/v1/runs?last_run_only=true&filter[status]=FAILED")))
                .containsExactly(key(1));
    }

    private Wire as(EnvironmentScope scope) {
        return Wire.to(controller, new Caller(AccountId.DEFAULT, Role.VIEWER, scope, "test"));
    }

    private void project(RunEvent event) {
        streams.append(event);
        VIEWS.commit(() -> projection.on(event));
    }

    /** Later by a millisecond with each number. */
    private static RunTriggered triggered(RunKey run, String environment, Trigger trigger) {
        Instant at = NOON.plusMillis(run.id().getLeastSignificantBits() & 0xFF);
        return new RunTriggered(run, "nightly", new UUID(7, 7), 1, JobKind.MANUAL, environment, trigger, at);
    }

    private static RunKey key(int number) {
        return new RunKey(AccountId.DEFAULT, new UUID(0, number));
    }

    private JsonNode links(RunKey run) {
        return wire.get("/api/v1/runs/" + run.id()).at("/data/links");
    }

    private static List<RunKey> ids(JsonNode page) {
        List<RunKey> ids = new ArrayList<>();
        page.get("data")
                .forEach(run -> ids.add(new RunKey(
                        AccountId.DEFAULT, UUID.fromString(run.get("id").asText()))));
        return ids;
    }

    private void assertUnknownCursor(Wire asker, String cursor) {
        assertThatThrownBy(() -> asker.get("/api/v1/runs?page%5Bafter%5D=" + cursor))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .extracting(invalid -> invalid.errors().getFirst())
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo("cursor_unknown");
                    assertThat(fault.source()).isEqualTo(new ErrorObject.Source(null, "page[after]", null));
                });
    }
}
