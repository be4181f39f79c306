package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a schedule would do, asked over HTTP (API.md §10). */
class SchedulePreviewTest extends ApiTest {

    private static final String PATH = "/api/v1/schedule_preview";
    private static final String VIEWER = "sk_api_viewer-of-schedules";

    SchedulePreviewTest() {
        super(Map.of());
    }

    @Test
    void theNextFiresAreToldWithWhatTheClockDoesToThem() {
        JsonNode data = previewed(
                "schedule", "30 2 * * *", "timezone", "America/New_York", "after", "2026-03-07T12:00Z", "count", "2");

        assertThat(data.at("/type").textValue()).isEqualTo("schedule_preview");
        assertThat(data.at("/id").textValue()).isEqualTo("current");
        JsonNode preview = data.at("/attributes");
        assertThat(preview.at("/kind").textValue()).isEqualTo("recurring");
        assertThat(preview.at("/description").textValue()).isEqualTo("At 02:30 every day, New York time");
        assertThat(preview.at("/fires")).hasSize(2);
        assertThat(preview.at("/fires/0/at").textValue()).isEqualTo("2026-03-08T07:00:00.000Z");
        assertThat(preview.at("/fires/0/local").textValue()).isEqualTo("2026-03-08T03:00:00-04:00");
        assertThat(preview.at("/fires/0/note").textValue()).contains("02:30", "2026-03-08");
        assertThat(preview.at("/fires/1/at").textValue()).isEqualTo("2026-03-09T06:30:00.000Z");
        assertThat(preview.at("/fires/1/note").isNull()).isTrue();
        assertThat(preview.at("/warnings/0/code").textValue()).isEqualTo("clock_change");
    }

    @Test
    void tenFiresFromNowInUtcIfNothingElseIsAsked() {
        Instant before = node.part(Clock.class).instant();
        JsonNode fires = previewed("schedule", "* * * * *", "timezone", "", "after", "", "count", "")
                .at("/attributes/fires");

        assertThat(fires).hasSize(10);
        assertThat(Instant.parse(fires.at("/0/at").textValue())).isBetween(before, before.plus(Duration.ofMinutes(2)));
        assertThat(fires.at("/0/local").textValue()).endsWith("Z");
    }

    @Test
    void aOneOffHasOneFire() {
        JsonNode now = previewed("schedule", " now ").at("/attributes");
        JsonNode later = previewed("schedule", "2999-03-01T12:00:00+01:00").at("/attributes");

        assertThat(now.at("/kind").textValue()).isEqualTo("one_off");
        assertThat(now.at("/fires")).hasSize(1);
        assertThat(later.at("/fires")).hasSize(1);
        assertThat(later.at("/fires/0/at").textValue()).isEqualTo("2999-03-01T11:00:00.000Z");
    }

    @Test
    void anyKeyMayAskAndNobodyElse() {
        node.addKey(VIEWER, Role.VIEWER);

        assertThat(api.as(VIEWER).get(PATH + "?schedule=@daily").status()).isEqualTo(200);
        assertThat(api.as("").get(PATH + "?schedule=@daily").error()).isEqualTo("401 credentials_missing");
    }

    @Test
    void offsetsMayBeSentWithAPlusThatWasNotEncoded() {
        Answer answer = api.get(PATH + "?schedule=@daily&count=1&after=2026-03-01T01:00:00+02:00");

        assertThat(answer.json().at("/data/attributes/fires/0/at").textValue()).isEqualTo("2026-03-01T00:00:00.000Z");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Answer answer = api.get(
                question("schedule", "0 22-6 * * *", "timezone", "GMT+5", "after", "yesterday", "count", "101"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.codes())
                .containsExactlyInAnyOrder(
                        "schedule_invalid", "timezone_unknown", "parameter_invalid", "parameter_invalid");
        assertThat(answer.json().at("/errors").findValuesAsText("parameter"))
                .containsExactlyInAnyOrder("schedule", "timezone", "after", "count");
        assertThat(answer.body()).contains("write 22-23,0-6.");
    }

    @Test
    void eachFaultHasTheCodeThatAJobsWriteWouldHave() {
        assertThat(api.get(PATH).error()).isEqualTo("400 required");
        assertThat(api.get(PATH + "?schedule=").error()).isEqualTo("400 required");
        assertThat(api.get(PATH + "?schedule=@daily&schedule=@daily").error()).isEqualTo("400 parameter_invalid");
        assertThat(error("schedule", " ")).isEqualTo("400 schedule_invalid");
        assertThat(error("schedule", "2026-02-30T00:00")).isEqualTo("400 schedule_invalid");
        assertThat(error("schedule", "0 0 30 2 *")).isEqualTo("400 schedule_never_fires");
        assertThat(error("schedule", "2001-01-01T00:00")).isEqualTo("400 schedule_in_past");
        assertThat(error("schedule", "now", "timezone", "UTC")).isEqualTo("400 timezone_not_allowed");
        assertThat(error("schedule", "2999-01-01T00:00", "timezone", "UTC")).isEqualTo("400 timezone_not_allowed");
        assertThat(error("schedule", "@daily", "timezone", "america/new_york")).isEqualTo("400 timezone_unknown");
        assertThat(error("schedule", "@daily", "count", "0")).isEqualTo("400 parameter_invalid");
        assertThat(error("schedule", "@daily", "after", "2026-03-01")).isEqualTo("400 parameter_invalid");
    }

    /** Nothing of what a zone once did keeps a preview from being told. */
    @Test
    void thePastCanBePreviewedToo() {
        JsonNode fires = previewed(
                        "schedule",
                        "*/30 * * * *",
                        "timezone",
                        "Africa/Monrovia",
                        "after",
                        "1972-01-06T00:00Z",
                        "count",
                        "100")
                .at("/attributes/fires");

        assertThat(fires)
                .hasSize(100)
                .allSatisfy(fire -> assertThat(
                                OffsetDateTime.parse(fire.path("local").textValue())
                                        .toInstant())
                        .isEqualTo(Instant.parse(fire.path("at").textValue())));
    }

    private String error(String... parameters) {
        return api.get(question(parameters)).error();
    }

    private JsonNode previewed(String... parameters) {
        Answer answer = api.get(question(parameters));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data");
    }

    /** @param parameters names and values in turn */
    private static String question(String... parameters) {
        StringBuilder question = new StringBuilder(PATH);
        for (int i = 0; i < parameters.length; i += 2) {
            question.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return question.toString();
    }
}
