package dev.runledger.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.Streams;
import dev.runledger.query.batch.ViewsDatabase;
import dev.runledger.query.batch.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the list of runs reads its parameters, over one run that waits since noon. */
class RunParametersTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final RunTriggered WAITING = new RunTriggered(
            new RunKey(AccountId.DEFAULT, new UUID(0, 1)),
            "nightly",
            new UUID(7, 7),
            1,
            JobKind.MANUAL,
            "production",
            new Trigger.Manual(),
            Instant.parse("2026-03-01T12:00:00Z"));

    private final Wire wire = Wire.to(
            new RunQueryController(new RunQueries(VIEWS.jdbc()), new RunHistory(new Streams().store())),
            new Caller(AccountId.DEFAULT, Role.VIEWER, EnvironmentScope.ALL, "test"));

    @BeforeAll
    static void aRunWaits() {
        RunProjection projection = new RunProjection(VIEWS.jdbc());
        VIEWS.commit(() -> projection.on(WAITING));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    filter[status]        | succeeded
                    filter[status]        | FAILED,DONE
                    filter[trigger]       | CRON
                    filter[failure_reason]| timeout
                    filter[created_at]    | 2026-01-01
                    filter[created_at]    | [2026-01-01]
                    filter[started_at]    | [2026-02-30,*)
                    filter[finished_at]   | [2026-01-01,*,*)
                    filter[scheduled_for] | [2026-01-01T00:00:00+25:00,*)
                    filter[created_at]    | [,*)
                    filter[rerun_of]      | 7
                    filter[retry.of]      | 00000000-0000-0000-0000-00000000000A
                    filter[job]           | a%00b
                    last_run_only         | yes
                    sort                  | name
                    sort                  | -created_at,job
                    sort                  | CREATED_AT
                    sort                  | --job
                    page[size]            | 0
                    page[size]            | 1001
                    page[size]            | x
                    page[size]            | -1
                    page[size]            | 1.0
                    page[size]            | 99999999999999999999
                    """)
    void aWrongParameterIsNamed(String name, String value) {
        assertFaults("/api/v1/runs?" + name + "=" + value).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo("parameter_invalid");
            assertThat(fault.source()).isEqualTo(new ErrorObject.Source(null, name, null));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter[job]", "sort", "page[size]", "page[after]", "last_run_only", "filter[created_at]"})
    void aParameterThatIsNoListMayNotBeRepeated(String name) {
        String value = name.equals("page[size]") ? "7" : "true";

        assertFaults("/api/v1/runs?" + name + "=" + value + "&" + name + "=" + value)
                .extracting(ErrorObject::code)
                .containsExactly("parameter_invalid");
    }

    @Test
    void allFaultsAreReportedTogether() {
        assertFaults("/api/v1/runs?sort=x&page[size]=0&filter[status]=x&page[after]=x")
                .extracting(
                        fault -> fault.source() == null ? null : fault.source().parameter())
                .containsExactlyInAnyOrder("sort", "page[size]", "filter[status]", "page[after]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [2026-03-01,2026-03-02)                                | 1
                    [2026-03-01T12:00,2026-03-01T12:00]                    | 1
                    (2026-03-01T11:59:59.999999999,*)                      | 1
                    [2026-03-01T12:00:00.000000001,*)                      | 0
                    (*,2026-03-01T12:00:00.000999999)                      | 1
                    [2026-03-01T14:00+0200,2026-03-01T14:00:00%2002]       | 1
                    [2026-03-01T14:00+02:00,*]                             | 1
                    (2026-03-01T12:00Z,*)                                  | 0
                    (*,2026-03-01T12:00Z)                                  | 0
                    [2026-03-02,2026-03-01]                                | 0
                    [0000-01-01,9999-12-31]                                | 1
                    """)
    void anIntervalMeansWhatItSays(String interval, int found) {
        assertThat(wire.get("/api/v1/runs?filter[created_at]=" + interval).get("data"))
                .hasSize(found);
    }

    @Test
    void aRunThatHasNotStartedLiesInNoIntervalOfStarts() {
        assertThat(wire.get("/api/v1/runs?filter[started_at]=[*,*]").get("data"))
                .isEmpty();
    }

    @Test
    void emptyAndUnknownParametersAskForNothing() {
        assertThat(wire.get("/api/v1/runs?filter[job]=&filter[status]=&sort=&page[size]=&page[after]=&x=y&filter[x]=y")
                        .get("data"))
                .hasSize(1);
    }

    private ListAssert<ErrorObject> assertFaults(String uri) {
        List<ErrorObject> faults = new ArrayList<>();
        assertThatThrownBy(() -> wire.get(uri))
                .asInstanceOf(type(Refused.class))
                .extracting(Refused::refusal)
                .asInstanceOf(type(Refusal.Invalid.class))
                .satisfies(invalid -> faults.addAll(invalid.errors()));
        return assertThat(faults);
    }
}
