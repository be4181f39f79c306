package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that run once. */
class OneOffTest extends ApiTest {

    private static final String LATER = "2100-01-01T12:00";
    private static final String OTHER = "2100-01-01T12:00:00.500+02:00";
    private static final String BOTH = "{'production':{},'development':{'enabled':true}}";
    private static final String ONE = "{'production':{}}";

    OneOffTest() {
        super(Map.of());
    }

    @Test
    void nowRunsAtOnceAndThenTheJobIsSpent() {
        JsonNode created = create(freshId(), once("now", "/now", ONE));
        String job = created.at("/data/id").asText();
        assertThat(created.at("/data/attributes/kind").asText()).isEqualTo("one_off");
        assertThat(created.at("/data/attributes/schedule").asText()).isEqualTo("now");
        assertThat(entry(created.at("/data/attributes"), "production"))
                .isEqualTo(tree("{'enabled':true,'next_run_at':'%s'}"
                        .formatted(created.at("/data/attributes/created_at").asText())));

        JsonNode run = ended(theRun(job));

        assertThat(run.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(run.path("trigger").asText()).isEqualTo("SCHEDULE");
        assertThat(run.path("scheduled_for")).isEqualTo(created.at("/data/attributes/created_at"));
        assertThat(run.path("job_version").asInt()).isEqualTo(1);
        ObjectNode spent = created.at("/data/attributes").deepCopy();
        spent.set("environments", tree("{'production':{'enabled':false,'next_run_at':null}}"));
        assertThat(read(job)).isEqualTo(spent);
    }

    /** Which form it is written in makes no difference, and how it was written is what comes back. */
    @ParameterizedTest
    @CsvSource({
        "2100-01-01T12:00, 2100-01-01T12:00:00.000Z",
        "' 2100-01-01T12:00:30 ', 2100-01-01T12:00:30.000Z",
        "2100-01-01T12:00:30.123456789, 2100-01-01T12:00:30.123Z",
        "2100-01-01T12:00:30.1Z, 2100-01-01T12:00:30.100Z",
        "2100-01-01T12:00:30+00:00, 2100-01-01T12:00:30.000Z",
        "2100-01-01T12:00:30.5-0230, 2100-01-01T14:30:30.500Z",
        "2100-01-01T12:00+01, 2100-01-01T11:00:00.000Z"
    })
    void aRunWaitsForADatetimeFromTheBeginning(String schedule, String instant) {
        String job = made(once(schedule, "/later", BOTH));

        JsonNode shown = read(job);
        assertThat(shown.path("schedule").asText()).isEqualTo(schedule);
        assertThat(shown.path("environments")).isEqualTo(tree("""
                {'production':{'enabled':true,'next_run_at':'%1$s'},
                 'development':{'enabled':true,'next_run_at':'%1$s'}}""".formatted(instant)));
        List<String> runs = runs(job, 2);
        assertThat(runs).hasSize(2).allSatisfy(run -> {
            assertThat(status(run)).isEqualTo("PENDING");
            assertThat(shown(run).path("scheduled_for").asText()).isEqualTo(instant);
            assertThat(shown(run).path("started_at").isNull()).isTrue();
        });
        assertThat(ids(api.get(
                        RUNS + "?filter[scheduled_for]=[" + instant.substring(0, 10) + ",*)&filter[job]=" + job)))
                .isEqualTo(runs);
    }

    @Test
    void aDatetimeThatIsJustOverRunsAtOnceAsTheInstantThatItNames() {
        String just = now().minusSeconds(240).truncatedTo(ChronoUnit.SECONDS).toString();

        JsonNode run = ended(theRun(made(once(just, "/just", ONE))));

        assertThat(run.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(Instant.parse(run.path("scheduled_for").asText())).isEqualTo(Instant.parse(just));
    }

    @Test
    void itRunsWhenItsInstantComes() {
        Instant soon = now().plusMillis(700).truncatedTo(ChronoUnit.MILLIS);

        JsonNode run = ended(theRun(made(once(soon.toString(), "/soon", ONE))));

        assertThat(Instant.parse(run.path("scheduled_for").asText())).isEqualTo(soon);
        assertThat(Instant.parse(run.path("started_at").asText())).isAfterOrEqualTo(soon);
    }

    @Test
    void whoeverCancelsTheRunSpendsTheJobInThatEnvironment() {
        String job = made(once(LATER, "/never", BOTH));
        String run = runs(job, 2).stream()
                .filter(id -> shown(id).path("environment").asText().equals("production"))
                .findFirst()
                .orElseThrow();
        JsonNode before = read(job);

        JsonNode canceled = api.send("POST", RUNS + "/" + run + "/actions/cancel", "")
                .json()
                .at("/data/attributes");

        assertThat(canceled.path("status").asText()).isEqualTo("CANCELED");
        ObjectNode spent = before.deepCopy();
        ((ObjectNode) spent.path("environments")).set("production", tree("{'enabled':false,'next_run_at':null}"));
        assertThat(read(job)).isEqualTo(spent);
        assertThat(target.wasCalled("/never")).isFalse();
    }

    @Test
    void anEditUnderTheSameTextKeepsTheRunThatWaits() {
        String job = made(once(LATER, "/old", ONE));
        String run = theRun(job);

        JsonNode edited =
                edit(job, once(LATER, "/new", "{'production':{'enabled':true},'development':{'enabled':true}}"));

        assertThat(status(run)).isEqualTo("PENDING");
        assertThat(entry(edited, "production").path("next_run_at").asText()).isEqualTo("2100-01-01T12:00:00.000Z");
        assertThat(entry(edited, "development").path("next_run_at").asText()).isEqualTo("2100-01-01T12:00:00.000Z");
        assertThat(runs(job, 2))
                .contains(run)
                .allSatisfy(id -> assertThat(status(id)).isEqualTo("PENDING"));
    }

    @Test
    void anotherTextCancelsTheRunAndArmsAnother() {
        String job = made(once(LATER, "/old", ONE));
        String run = theRun(job);

        JsonNode edited = edit(job, once(OTHER, "/old", ONE));

        assertThat(entry(edited, "production").path("next_run_at").asText()).isEqualTo("2100-01-01T10:00:00.500Z");
        assertThat(status(run)).isEqualTo("CANCELED");
        assertThat(runs(job, 2)).contains(run).filteredOn(id -> !id.equals(run)).allSatisfy(id -> {
            assertThat(status(id)).isEqualTo("PENDING");
            assertThat(shown(id).path("job_version").asInt()).isEqualTo(2);
        });
        JsonNode back = edit(job, once(LATER, "/old", ONE));
        assertThat(entry(back, "production").path("next_run_at").asText()).isEqualTo("2100-01-01T12:00:00.000Z");
        assertThat(runs(job, 3)).extracting(this::status).containsExactly("PENDING", "CANCELED", "CANCELED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'production':{'enabled':false}} | environment disabled",
                "{'production':{}} | environment disabled",
                "{} | environment disabled"
            })
    void anEditThatDisablesCancelsTheRun(String environments, String error) {
        String job = made(once(LATER, "/old", ONE));
        String run = theRun(job);

        JsonNode edited = edit(job, once(LATER, "/old", environments));

        assertThat(edited.path("environments").valueStream().map(entry -> entry.path("next_run_at")))
                .allMatch(JsonNode::isNull);
        assertThat(shown(run).path("status").asText()).isEqualTo("CANCELED");
        assertThat(shown(run).path("error").asText()).isEqualTo(error);
    }

    @Test
    void whatIsDeletedNoLongerRuns() {
        String job = made(once(LATER, "/old", ONE));
        String run = theRun(job);

        api.delete(JOBS + "/" + job);

        assertThat(shown(run).path("status").asText()).isEqualTo("CANCELED");
        assertThat(shown(run).path("error").asText()).isEqualTo("job deleted");
    }

    @Test
    void aJobThatBecomesManualNoLongerWaits() {
        String job = made(once(LATER, "/old", ONE));
        String run = theRun(job);

        JsonNode edited =
                edit(job, once(LATER, "/old", "{'production':{'enabled':true}}").replace("'" + LATER + "'", "null"));

        assertThat(edited.path("kind").asText()).isEqualTo("manual");
        assertThat(status(run)).isEqualTo("CANCELED");
    }

    @Test
    void anEnvironmentThatIsOpenedAfterwardsRunsOnlyWhenAsked() {
        String job = made(once("now", "/afterwards", ONE));
        ended(theRun(job));

        JsonNode edited = edit(job, once("now", "/afterwards", "{'development':{'enabled':true}}"));

        assertThat(entry(edited, "development")).isEqualTo(tree("{'enabled':true,'next_run_at':null}"));
        assertThat(ended(run(job)).path("trigger").asText()).isEqualTo("MANUAL");
        assertThat(runs(job, 2)).hasSize(2);
        assertThat(entry(read(job), "development").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void whatIsSpentIsWrittenBackAsItIsAndRunsNoMore() {
        String job = made(once("now", "/back", ONE));
        String run = theRun(job);
        ended(run);
        JsonNode read = api.get(JOBS + "/" + job).json();

        assertThat(api.put(JOBS + "/" + job, read.toString()).status()).isEqualTo(200);

        assertThat(read(job).path("environments")).isEqualTo(read.at("/data/attributes/environments"));
        assertThat(api.send("POST", JOBS + "/" + job + "/actions/run", "").error())
                .isEqualTo("409 environment_not_enabled");
        String again = api.send("POST", RUNS + "/" + run + "/actions/rerun", "")
                .json()
                .at("/data/id")
                .asText();
        assertThat(ended(again).path("trigger").asText()).isEqualTo("RERUN");
        assertThat(runs(job, 2)).containsExactly(again, run);
    }

    @Test
    void aRunNowLeavesTheOneThatWaits() {
        String job = made(once(LATER, "/both", ONE));
        String waiting = theRun(job);
        JsonNode before = read(job);

        assertThat(ended(run(job)).path("status").asText()).isEqualTo("SUCCEEDED");

        assertThat(read(job)).isEqualTo(before);
        assertThat(status(waiting)).isEqualTo("PENDING");
    }

    @Test
    void aSpentOneOffIsTriedAgainAllTheSame() {
        String policy = policy("'max_retries':1,'backoff':'fixed','delay_seconds':1,'retry_statuses':['503']");
        String job = made(once("now", "/flaky/1/once", ONE) + ",'retry_policy':'" + policy + "'");

        String retry = runs(job, 2).getFirst();

        assertThat(shown(retry).path("trigger").asText()).isEqualTo("RETRY");
        assertThat(entry(read(job), "production").path("enabled").asBoolean()).isFalse();
        assertThat(ended(retry).path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void listsShowThemOnlyWhenAskedFor() {
        String name = freshId();
        String waiting = create(name + "-waiting", once(LATER, "/list", ONE))
                .at("/data/id")
                .asText();
        String spent = create(name + "-spent", once("now", "/list", ONE))
                .at("/data/id")
                .asText();
        ended(theRun(spent));
        String of = "?filter[name]=" + name;

        awaitJobs(of + "&filter[kind]=one_off", List.of(spent, waiting));
        awaitJobs(of + "&filter[scheduled]=true", List.of(waiting));
        awaitJobs(of + "&filter[kind]=one_off&filter[scheduled]=false", List.of(spent));
        awaitJobs(of, List.of());
        awaitJobs(of + "&filter[scheduled]=false", List.of());
        awaitJobs(of + "&filter[kind]=manual", List.of());
    }

    private void awaitJobs(String query, List<String> jobs) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ids(api.get(JOBS + query))).isEqualTo(jobs));
    }

    /** Makes a job whose name is its id, and answers with its document. */
    private JsonNode create(String id, String attributes) {
        return api.post(JOBS, document(id, tree("{'name':'" + id + "'," + attributes + "}")))
                .json();
    }

    private String once(String schedule, String path, String environments) {
        return "'schedule':'%s','configuration':{'url':'%s'},'environments':%s"
                .formatted(schedule, target.url(path), environments);
    }

    private List<String> runs(String job, int count) {
        return Awaitility.await().atMost(PATIENCE).until(() -> runs(job), runs -> runs.size() == count);
    }

    private static JsonNode entry(JsonNode attributes, String environment) {
        return attributes.at("/environments/" + environment);
    }
}
