package dev.runledger.query.stats;

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
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunSucceeded;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.InSchema;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.batch.Wire;
import dev.runledger.query.run.RunViews;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunStatsControllerTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final RunViews views = new RunViews(VIEWS.jdbc(), "views");
    private final Wire wire = as(EnvironmentScope.ALL);
    private final Wire scoped = as(new EnvironmentScope(Set.of("production")));

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void nothingIsShownAsNothing() {
        assertThat(wire.get(RunStatsController.PATH).toString())
                .isEqualTo("{\"data\":{\"id\":\"current\",\"type\":\"run_stat\",\"attributes\":{\"total\":0,"
                        + "\"tally\":{\"pending\":0,\"running\":0,\"succeeded\":0,\"failed\":0,\"canceled\":0},"
                        + "\"buckets\":null,\"recent_failures\":[],\"next_scheduled\":null,"
                        + "\"success_rate\":null,\"pending_ms\":null,\"run_ms\":null}}}");
    }

    @Test
    void bucketsThatWereAskedForAreAListEvenWithoutRuns() {
        assertThat(attributes("?bucket=1d").get("buckets")).hasToString("[]");
    }

    @Test
    void aFailureAndAWaitingRunAreShownWithTheirJob() {
        StoredHistory.addJob(VIEWS.jdbc(), AccountId.DEFAULT, "nightly", "Nightly report", true);
        project(triggered(1, "nightly", new Trigger.Manual()), started(1, 120), failed(1, 430));
        project(triggered(2, "gone", Trigger.Scheduled.once(NOON.plusSeconds(60))));

        JsonNode shown = attributes("?bucket=5m");

        assertThat(shown)
                .hasToString("{\"total\":2,"
                        + "\"tally\":{\"pending\":1,\"running\":0,\"succeeded\":0,\"failed\":1,\"canceled\":0},"
                        + "\"buckets\":[{\"bucket\":\"2026-03-01T12:00:00.000Z\",\"count\":2}],"
                        + "\"recent_failures\":[{\"job\":\"nightly\",\"job_name\":\"Nightly report\","
                        + "\"failure_reason\":\"TIMEOUT\",\"created_at\":\"2026-03-01T12:00:00.000Z\"}],"
                        + "\"next_scheduled\":{\"job\":\"gone\",\"job_name\":null,"
                        + "\"scheduled_for\":\"2026-03-01T12:01:00.000Z\",\"environment\":\"production\"},"
                        + "\"success_rate\":0.0,\"pending_ms\":{\"p50\":120,\"p95\":120,\"p99\":120},"
                        + "\"run_ms\":{\"p50\":309,\"p95\":309,\"p99\":309}}");
    }

    @Test
    void theRateOfSuccessHasFourDecimals() {
        project(triggered(1, "a", new Trigger.Manual()), started(1, 1), succeeded(1, 2));
        project(triggered(2, "a", new Trigger.Manual()), started(2, 1), succeeded(2, 2));
        project(triggered(3, "a", new Trigger.Manual()), canceled(3, 2));
        project(triggered(4, "a", new Trigger.Manual()));

        assertThat(attributes("").get("success_rate")).hasToString("0.6667");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    filter[created_at] | filter[created_at]=2026-03-01
                    filter[created_at] | filter[created_at]=[2026-02-30,*)
                    filter[created_at] | filter[created_at]=[*,*)&filter[created_at]=[*,*)
                    bucket             | bucket=2m
                    bucket             | bucket=1H
                    bucket             | bucket=1h,1d
                    filter[job]        | filter[job]=a&filter[job]=b
                    """)
    void aWrongParameterIsNamed(String parameter, String query) {
        assertThatThrownBy(() -> wire.get(RunStatsController.PATH + "?" + query))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .satisfies(invalid -> assertThat(invalid.errors())
                        .singleElement()
                        .satisfies(error -> {
                            assertThat(error.code()).isEqualTo("parameter_invalid");
                            assertThat(error.source()).isEqualTo(new ErrorObject.Source(null, parameter, null));
                        }));
    }

    @Test
    void allWrongParametersAreNamedTogether() {
        assertThatThrownBy(() -> wire.get(RunStatsController.PATH + "?bucket=x&filter[created_at]=y"))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .satisfies(invalid -> assertThat(invalid.errors()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2026-03-01T14:00:00%2002:00,*)", "[2026-03-01T14:00:00+02:00,*)", "[2026-03-01T12:00,*]"})
    void anOffsetsPlusMayHaveTurnedIntoABlank(String interval) {
        project(triggered(1, "a", new Trigger.Manual()));

        assertThat(attributes("?filter[created_at]=" + interval).get("total").asInt())
                .isEqualTo(1);
        assertThat(attributes("?filter[created_at]=" + interval.replace("[2026", "(2026"))
                        .get("total")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0000-01-01,9999-12-31T23:59:59.999Z]", "(0000-01-01,*)", "(*,9999-12-31]", "[*,*]"})
    void anIntervalMayReachToTheEndsOfTheCalendar(String interval) {
        project(triggered(1, "a", new Trigger.Manual()), failed(1, 5));
        VIEWS.commit(new Tallies(VIEWS.jdbc(), InSchema.VIEWS)::fold);

        for (String bucket : List.of("1m", "1d")) {
            JsonNode shown = attributes("?bucket=" + bucket + "&filter[created_at]=" + interval);
            assertThat(shown.get("total").asInt()).isEqualTo(1);
            assertThat(shown.get("buckets")).hasSize(1);
            assertThat(shown.get("recent_failures")).hasSize(1);
        }
    }

    @Test
    void whatIsOutsideTheCallersEnvironmentsIsNotCounted() {
        project(triggered(1, "a", Trigger.Scheduled.once(NOON.plusSeconds(60))), failed(1, 5));
        project(triggered(2, "a", Trigger.Scheduled.once(NOON.plusSeconds(60)), "staging"), failed(2, 5));
        project(triggered(3, "a", Trigger.Scheduled.once(NOON.plusSeconds(60)), "staging"));

        JsonNode shown = attributes(scoped, "");

        assertThat(shown.get("total").asInt()).isEqualTo(1);
        assertThat(shown.get("recent_failures")).hasSize(1);
        assertThat(shown.get("next_scheduled").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "no-such", "production,staging"})
    void namingAnInvisibleEnvironmentIsForbiddenWhetherItExistsOrNot(String environments) {
        assertThatThrownBy(() -> scoped.get(RunStatsController.PATH + "?filter[environment]=" + environments))
                .extracting(refused -> ((Refused) refused).refusal())
                .isInstanceOf(Refusal.EnvironmentForbidden.class);
    }

    private static Wire as(EnvironmentScope scope) {
        RunStatsQueries stats =
                new RunStatsQueries(VIEWS.jdbc(), VIEWS.manager(), Clock.fixed(NOON.plusSeconds(1), ZoneOffset.UTC));
        return Wire.to(new RunStatsController(stats), new Caller(AccountId.DEFAULT, Role.VIEWER, scope, "test"));
    }

    private JsonNode attributes(String query) {
        return attributes(wire, query);
    }

    private static JsonNode attributes(Wire asker, String query) {
        return asker.get(RunStatsController.PATH + query).at("/data/attributes");
    }

    private void project(RunEvent... events) {
        VIEWS.commit(() -> views.write(List.of(events)));
    }

    private static RunKey key(int run) {
        return new RunKey(AccountId.DEFAULT, new UUID(0, run));
    }

    private static RunTriggered triggered(int run, String job, Trigger trigger) {
        return triggered(run, job, trigger, "production");
    }

    private static RunTriggered triggered(int run, String job, Trigger trigger, String environment) {
        return new RunTriggered(key(run), job, new UUID(7, 7), 1, JobKind.MANUAL, environment, trigger, NOON);
    }

    private static RunStarted started(int run, int millis) {
        return new RunStarted(
                key(run),
                new UUID(8, 8),
                new UUID(9, 9),
                1,
                StatusPattern.SUCCESS,
                new RequestSnapshot("GET", "https://example.com/", Map.of(), null),
                NOON.plusMillis(millis));
    }

    private static RunFailed failed(int run, int millis) {
        return new RunFailed(key(run), FailureReason.TIMEOUT, null, null, NOON.plusMillis(millis), null);
    }

    private static RunSucceeded succeeded(int run, int millis) {
        return new RunSucceeded(key(run), new ResponseSnapshot(200, Map.of(), "", false, 0), NOON.plusMillis(millis));
    }

    private static RunCanceled canceled(int run, int millis) {
        return new RunCanceled(key(run), false, null, NOON.plusMillis(millis));
    }
}
