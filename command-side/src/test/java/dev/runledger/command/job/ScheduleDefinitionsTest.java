package dev.runledger.command.job;

import static dev.runledger.command.job.JobDocuments.LEAST;
import static dev.runledger.command.job.JobDocuments.document;
import static dev.runledger.command.job.JobDocuments.errors;
import static dev.runledger.command.job.JobDocuments.facts;
import static dev.runledger.command.job.JobDocuments.refusals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a definition may say of when a job runs, in the base and in entries. */
class ScheduleDefinitionsTest {

    private static final String ATTRIBUTES = "/data/attributes/";
    private static final String ENTRY = ATTRIBUTES + "environments/production/";
    private static final JobFacts FACTS = facts(EnvironmentScope.ALL);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "* * * * * | recurring",
                "@daily | recurring",
                "` \t0 9 * * MON-FRI \t` | recurring",
                "now | one_off",
                "` now\t` | one_off",
                "2026-03-01T12:00 | one_off",
                "2026-03-01T12:00:00.123456789+0000 | one_off",
                "` 2026-03-02T01:00:00+02 ` | one_off",
                "9999-12-31T23:59:59Z | one_off"
            })
    void aScheduleIsKeptExactlyAsItWasSent(String schedule, String kind) {
        JobDefinition job = created(schedule(schedule) + ",\"environments\":{\"production\":{}}");

        assertThat(job.schedule()).isEqualTo(schedule);
        assertThat(job.kind()).isEqualTo(JobKind.of(kind));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | schedule_invalid",
                "`  ` | schedule_invalid",
                "* * * * | schedule_invalid",
                "* * * * * * | schedule_invalid",
                "60 * * * * | schedule_invalid",
                "@Daily | schedule_invalid",
                "@reboot | schedule_invalid",
                "Now | schedule_invalid",
                "now! | schedule_invalid",
                "2026- | schedule_invalid",
                "2026-02-30T00:00Z | schedule_invalid",
                "2026-03-01 12:00 | schedule_invalid",
                "22-6 * * * * | schedule_invalid",
                "0 0 30 2 * | schedule_never_fires",
                "0 0 31 4,6,9,11 * | schedule_never_fires"
            })
    void aScheduleThatNobodyCouldKeepIsRefusedInTheBaseAndInAnEntry(String schedule, String code) {
        assertThat(wrong(schedule(schedule))).containsExactly(code + " " + ATTRIBUTES + "schedule");
        if (!schedule.startsWith("2026-")) {
            assertThat(wrong(inEntry("@daily", "\"schedule\":\"" + schedule + "\"")))
                    .containsExactly(code + " " + ENTRY + "schedule");
        }
    }

    @Test
    void theErrorTellsWhatWouldBeRight() {
        ErrorObject error = errors(() -> JobDefinitions.created(document(LEAST + schedule("0 22-6 * * *")), FACTS))
                .getFirst();

        assertThat(error.detail()).contains("22-6").contains("22-23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T11:55:00Z", "2026-03-01T11:55", "2026-03-01T12:00:00Z", "2026-03-01T11:59:59"})
    void anInstantMayBeFiveMinutesPast(String schedule) {
        assertThat(created(schedule(schedule) + ",\"environments\":{\"production\":{}}")
                        .schedule())
                .isEqualTo(schedule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01T11:54:59.999Z", "2026-03-01T11:54", "1999-12-31T23:59", "2026-03-01T12:00+01"})
    void anInstantThatIsPastForLongerIsRefused(String schedule) {
        assertThat(wrong(schedule(schedule) + ",\"environments\":{\"production\":{}}"))
                .containsExactly("schedule_in_past /data/attributes/schedule");
    }

    @Test
    void textThatAReplacementLeavesMayLieInThePast() {
        String past = "2026-01-01T00:00:00Z";
        JobDefinition before = JobFixture.job(past, Map.of("production", new Overlay(Map.of("enabled", false))));

        assertThat(replaced(before, schedule(past)).schedule()).isEqualTo(past);
        assertThat(refusals(() -> replaced(before, schedule(" " + past) + ",\"environments\":{\"production\":{}}")))
                .containsExactly("schedule_in_past /data/attributes/schedule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "US/Eastern", "Etc/GMT+5"})
    void aTimeZoneIsKeptAsItWasSentInTheBaseAndInAnEntry(String zone) {
        JobDefinition job = created(schedule("@daily") + ",\"timezone\":\"" + zone + "\"");
        JobDefinition overlaid = created(inEntry("@daily", "\"timezone\":\"" + zone + "\""));

        assertThat(job.timezone()).isEqualTo(zone);
        assertThat(leaves(overlaid)).isEqualTo(Map.of("timezone", zone));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "+05:00", "GMT+5", "Z", "europe/berlin", "Europe/Atlantis", " UTC", "SystemV/EST5"})
    void anUnknownTimeZoneIsRefusedInTheBaseAndInAnEntry(String zone) {
        assertThat(wrong(schedule("@daily") + ",\"timezone\":\"" + zone + "\""))
                .containsExactly("timezone_unknown /data/attributes/timezone");
        assertThat(wrong(inEntry("@daily", "\"timezone\":\"" + zone + "\"")))
                .containsExactly("timezone_unknown " + ENTRY + "timezone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"schedule\":null", ",\"schedule\":\"now\"", ",\"schedule\":\"2026-03-02T00:00Z\""})
    void onlyARecurringJobHasATimeZoneOrSchedulesInEntries(String schedule) {
        assertThat(wrong(schedule
                        + ",\"timezone\":\"UTC\",\"environments\":{\"production\":"
                        + "{\"schedule\":\"@daily\",\"timezone\":\"UTC\"}}"))
                .containsExactly(
                        "timezone_not_allowed /data/attributes/timezone",
                        "schedule_not_allowed " + ENTRY + "schedule",
                        "timezone_not_allowed " + ENTRY + "timezone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "2026-03-02T00:00:00Z"})
    void anEntryCannotRunOnce(String schedule) {
        assertThat(wrong(inEntry("@daily", "\"schedule\":\"" + schedule + "\"")))
                .containsExactly("schedule_not_allowed " + ENTRY + "schedule");
    }

    @Test
    void aNullLeafInheritsAndIsNotKept() {
        JobDefinition job =
                created(inEntry("@daily", "\"enabled\":true,\"schedule\":null,\"timezone\":null,\"timeout\":null"));

        assertThat(leaves(job)).isEqualTo(Map.of("enabled", true));
        assertThat(job.effectiveIn("production").schedule()).isEqualTo("@daily");
    }

    @Test
    void leavesAreKeptExactlyAsTheyWereSent() {
        JobDefinition job = created(inEntry("@daily", "\"timezone\":\"US/Eastern\",\"schedule\":\" 0 9 * * *\\t\""));

        assertThat(leaves(job).keySet()).containsExactly("timezone", "schedule");
        assertThat(leaves(job)).containsEntry("schedule", " 0 9 * * *\t");
    }

    @Test
    void aScheduleThatIsWrongDoesNotMakeEntriesWrong() {
        assertThat(wrong(inEntry("@dayly", "\"schedule\":\"@daily\",\"timezone\":\"UTC\"")))
                .containsExactly("schedule_invalid /data/attributes/schedule");
        assertThat(wrong(inEntry("@dayly", "\"schedule\":\"61 * * * *\",\"timezone\":\"Mars\"")))
                .containsExactly(
                        "schedule_invalid /data/attributes/schedule",
                        "schedule_invalid " + ENTRY + "schedule",
                        "timezone_unknown " + ENTRY + "timezone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schedule", "timezone"})
    void theyAreTexts(String name) {
        assertThat(wrong((name.equals("timezone") ? schedule("@daily") : "") + ",\"" + name + "\":5"))
                .containsExactly("invalid_type /data/attributes/" + name);
        assertThat(wrong(inEntry("@daily", "\"" + name + "\":[]"))).containsExactly("invalid_type " + ENTRY + name);
    }

    @Test
    void entriesThatAScopedReplacementKeepsMustFitTheNewKind() {
        EnvironmentScope scope = new EnvironmentScope(Set.of("production"));
        JobDefinition before = created(schedule("@daily")
                + ",\"environments\":{\"development\":{\"schedule\":\"@weekly\",\"timezone\":\"UTC\",\"timeout\":5}}");

        assertThat(refusals(() -> JobDefinitions.keepingInvisible(created(""), before, scope)))
                .containsExactly("schedule_not_allowed /data/attributes/schedule");
        assertThat(JobDefinitions.keepingInvisible(created(schedule("@hourly")), before, scope)
                        .environments())
                .isEqualTo(before.environments());
    }

    private static JobDefinition created(String attributes) {
        return JobDefinitions.created(document(LEAST + attributes), FACTS).definition();
    }

    private static JobDefinition replaced(JobDefinition before, String attributes) {
        return JobDefinitions.replacing("a", document(LEAST + attributes), facts(EnvironmentScope.ALL, before));
    }

    private static List<String> wrong(String attributes) {
        return refusals(() -> JobDefinitions.created(document(LEAST + attributes), FACTS));
    }

    private static String schedule(String text) {
        return ",\"schedule\":\"" + text.replace("\t", "\\t") + "\"";
    }

    private static String inEntry(String base, String leaves) {
        return schedule(base) + ",\"environments\":{\"production\":{" + leaves + "}}";
    }

    private static Map<String, Object> leaves(JobDefinition job) {
        return Objects.requireNonNull(job.environments().get("production")).leaves();
    }
}
