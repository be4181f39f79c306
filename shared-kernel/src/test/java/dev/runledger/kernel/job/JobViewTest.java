package dev.runledger.kernel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.JobReplaced;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.jsonapi.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobViewTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID LIFE = new UUID(2, 2);
    private static final UUID RUN = new UUID(5, 5);
    private static final JobDefinition ONCE = job("2026-03-02T00:00:00Z", "production", "development");
    private static final NextRun ARMED = new NextRun(NOON.plusSeconds(43_200), RUN);
    private static final NextRun ELSEWHERE = new NextRun(NOON.plusSeconds(43_200), new UUID(6, 6));
    private static final Map<String, NextRun> NEXT = inOrder("production", ARMED, "development", ELSEWHERE);
    private static final JobCreated CREATED = new JobCreated(JOB, LIFE, ONCE, NEXT, NOON);
    private static final JobReplaced REPLACED =
            new JobReplaced(JOB, LIFE, 2, ONCE, NEXT, List.of("staging"), NOON, LATER);

    @Test
    void aJobIsWhatItsLatestEventTells() {
        assertThat(JobView.after(CREATED))
                .isEqualTo(new JobView(JOB, LIFE, 1, ONCE, NEXT, List.of(), NOON, NOON, null));
        assertThat(JobView.after(REPLACED))
                .isEqualTo(new JobView(JOB, LIFE, 2, ONCE, NEXT, List.of("staging"), NOON, LATER, null));
    }

    @Test
    void aSpentOneOffKeepsVersionAndUpdate() {
        JobView spent = JobView.after(REPLACED).spentIn("production");

        OneOffSpent event = new OneOffSpent(
                JOB, LIFE, 2, "production", RUN, spent.definition(), spent.next(), NOON, LATER, LATER.plusSeconds(1));

        assertThat(JobView.after(event))
                .isEqualTo(new JobView(
                        JOB,
                        LIFE,
                        2,
                        ONCE.disabledIn("production"),
                        Map.of("development", ELSEWHERE),
                        List.of(),
                        NOON,
                        LATER,
                        null));
    }

    @Test
    void aDeletedJobWaitsForNothing() {
        JobView deleted = JobView.after(new JobDeleted(JOB, LIFE, 2, ONCE, NOON, LATER, "spent"));

        assertThat(deleted.live()).isFalse();
        assertThat(deleted.next()).isEmpty();
    }

    @Test
    void spentInOneEnvironmentAJobIsDisabledThereAndWaitsOnElsewhere() {
        JobView spent = JobView.after(CREATED).spentIn("production");

        assertThat(spent.definition().enabledEnvironments()).containsExactly("development");
        assertThat(spent.definition().environments().keySet()).containsExactly("production", "development");
        assertThat(spent.next()).containsExactly(Map.entry("development", ELSEWHERE));
        assertThat(spent.waitsFor(RUN, "production")).isFalse();
    }

    @Test
    void aJobWaitsForARunOnlyWhereItIsArmed() {
        JobView job = JobView.after(CREATED);

        assertThat(job.waitsFor(RUN, "production")).isTrue();
        assertThat(job.waitsFor(RUN, "development")).isFalse();
        assertThat(job.waitsFor(RUN, "staging")).isFalse();
        assertThat(job.with(Map.of("production", new NextRun(NOON, null))).waitsFor(RUN, "production"))
                .isFalse();
    }

    @Test
    void whatIsKnownFromElsewhereTakesThePlaceOfWhatTheEventTold() {
        Map<String, NextRun> known = Map.of("production", new NextRun(LATER, null));

        JobView job = JobView.after(REPLACED).with(known);

        assertThat(job.next()).isEqualTo(known);
        assertThat(job.with(NEXT)).isEqualTo(JobView.after(REPLACED));
    }

    @Test
    void nextRunsKeepTheirOrder() {
        assertThat(JobView.after(CREATED).next().keySet()).containsExactly("production", "development");
    }

    @Test
    void eventsAndViewsAreReadBackAsTheyWereStored() throws JsonProcessingException {
        for (JobEvent event : List.of(CREATED, REPLACED, new JobDeleted(JOB, LIFE, 2, ONCE, NOON, LATER, null))) {
            JobView view = JobView.after(event);

            assertThat(reread(event)).isEqualTo(event);
            assertThat(reread(view)).isEqualTo(view);
        }
    }

    @Test
    void eventsFromBeforeThereWereSchedulesWaitForNothing() throws JsonProcessingException {
        assertThat(JobView.after(older(CREATED, JobCreated.class)).next()).isEmpty();
        assertThat(JobView.after(older(REPLACED, JobReplaced.class)).next()).isEmpty();
        assertThat(JobView.after(older(REPLACED, JobReplaced.class)).disabled()).isEmpty();
        assertThat(older(JobView.after(REPLACED), JobView.class).next()).isEmpty();
    }

    @Test
    void eachEntryShowsWhenItRunsNextOrNull() {
        JsonNode shown = Json.WIRE
                .valueToTree(JobResource.of(JobView.after(CREATED).spentIn("production"), EnvironmentScope.ALL))
                .at("/attributes/environments");

        assertThat(shown.at("/development/next_run_at").asText()).isEqualTo("2026-03-02T00:00:00.000Z");
        assertThat(shown.at("/production/next_run_at").isNull()).isTrue();
        assertThat(shown.at("/production/enabled").asBoolean()).isFalse();
        assertThat(shown.at("/staging").isMissingNode()).isTrue();
    }

    @Test
    void entriesOutsideTheScopeAreNotShown() {
        JsonNode shown = Json.WIRE
                .valueToTree(
                        JobResource.of(JobView.after(CREATED), new EnvironmentScope(Set.of("development", "staging"))))
                .at("/attributes/environments");

        assertThat(shown.properties()).extracting(Map.Entry::getKey).containsExactly("development");
    }

    /** As it would have been stored before the fields were added. */
    private static <T> T older(Object stored, Class<T> type) throws JsonProcessingException {
        ObjectNode json = Json.STORED.valueToTree(stored);
        json.remove(List.of("next", "disabled"));
        return Json.STORED.treeToValue(json, type);
    }

    private static Object reread(Object stored) throws JsonProcessingException {
        return Json.STORED.readValue(Json.STORED.writeValueAsString(stored), stored.getClass());
    }

    private static Map<String, NextRun> inOrder(String first, NextRun one, String second, NextRun two) {
        Map<String, NextRun> next = new LinkedHashMap<>();
        next.put(first, one);
        next.put(second, two);
        return next;
    }

    private static JobDefinition job(@Nullable String schedule, String... environments) {
        Map<String, Overlay> entries = new LinkedHashMap<>();
        for (String environment : environments) {
            entries.put(environment, new Overlay(Map.of("enabled", true)));
        }
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("n", null, schedule, null, request, entries, null);
    }
}
