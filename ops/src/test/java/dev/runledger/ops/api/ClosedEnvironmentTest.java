package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.AccountCommand.DeleteEnvironment;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What jobs and runs make of it that an environment is not managed any more, is gone, or comes back. */
class ClosedEnvironmentTest extends ApiTest {

    /** So far ahead that nothing of it fires in a test. */
    private static final String YEARLY = "'schedule':'0 3 1 1 *','configuration':{'url':'http://h/'}";

    ClosedEnvironmentTest() {
        super(Map.of());
    }

    @Test
    void aRecurringJobDoesNotFireWhereItIsNotManagedAndDoesAgainOnceItIs() {
        make("resting");
        String job = made(YEARLY + ",'environments':{'resting':{'enabled':true},'production':{'enabled':true}}");
        JsonNode before = read(job);
        assertThat(next(before, "resting")).isNotNull();

        manage("resting", false);

        assertThat(next(read(job), "resting")).isNull();
        assertThat(next(read(job), "production")).isEqualTo(next(before, "production"));
        assertThat(timetable(job)).containsExactly("production");
        listedAs(job, read(job));

        manage("resting", true);

        assertThat(read(job)).isEqualTo(before);
        assertThat(timetable(job)).containsExactlyInAnyOrder("production", "resting");
        listedAs(job, before);
    }

    @Test
    void whatWaitsThereIsCanceledHoweverItCameAbout() {
        make("ending");
        String policy =
                policy("'max_retries':3,'backoff':'fixed','delay_seconds':9000,'retry_on_connection_error':true");
        String failing = made("'retry_policy':'%s','configuration':{'url':'http://127.0.0.1:1/'},".formatted(policy)
                + "'environments':{'ending':{'enabled':true}}");
        String first = run(failing);
        ended(first);
        String retry = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> runs(failing), ids -> ids.size() == 2)
                .getFirst();
        String once = made("'schedule':'2100-01-01T00:00','configuration':{'url':'http://h/'},"
                + "'environments':{'ending':{},'production':{}}");
        List<String> waiting = Awaitility.await().atMost(PATIENCE).until(() -> runs(once), ids -> ids.size() == 2);

        manage("ending", false);

        assertCanceled(retry);
        for (String run : waiting) {
            if (shown(run).path("environment").asText().equals("ending")) {
                assertCanceled(run);
            } else {
                assertThat(status(run)).isEqualTo("PENDING");
            }
        }
        JsonNode entries = read(once).path("environments");
        assertThat(entries.at("/ending/enabled").booleanValue()).isFalse();
        assertThat(entries.at("/production/next_run_at").textValue()).isEqualTo("2100-01-01T00:00:00.000Z");
    }

    @Test
    void aRunThatHasBegunThereGoesOn() {
        make("leaving");
        String job = job(calling(target.url("/slow/leaving")), "{\"leaving\":{\"enabled\":true}}");
        String run = run(job);
        Target.Call call = target.taken("/slow/leaving");

        assertThat(api.delete(ENVIRONMENTS + "/leaving").status()).isEqualTo(204);

        assertThat(status(run)).isEqualTo("RUNNING");
        assertThat(call.headers()).isNotNull();
        assertThat(api.send("POST", RUNS + "/" + run + "/actions/cancel", "").status())
                .isEqualTo(200);
    }

    @Test
    void nothingIsAskedForWhereItIsNotManaged() {
        make("quiet");
        String job = job(calling(target.url("/quiet")), "{\"quiet\":{\"enabled\":true}}");
        String run = run(job);
        ended(run);
        assertThat(api.delete(ENVIRONMENTS + "/quiet").status()).isEqualTo(204);

        assertThat(api.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"quiet\"}")
                        .error())
                .isEqualTo("409 environment_not_enabled");
        assertThat(api.send("POST", RUNS + "/" + run + "/actions/rerun", "").error())
                .isEqualTo("409 environment_missing");
        assertThat(api.put(JOBS + "/" + job, document(job, calling("http://h/"), "{\"quiet\":{}}"))
                        .error())
                .isEqualTo("400 environment_unknown");
        assertThat(shown(run).path("environment").textValue()).isEqualTo("quiet");
    }

    @Test
    void entriesStayWithoutEffectUntilTheKeyIsManagedAgain() {
        make("returning");
        String job = made(YEARLY + ",'environments':{'returning':{'enabled':true}}");
        JsonNode before = read(job);
        assertThat(api.delete(ENVIRONMENTS + "/returning").status()).isEqualTo(204);
        assertThat(next(read(job), "returning")).isNull();
        assertThat(read(job).path("version").intValue()).isEqualTo(1);

        make("returning");

        assertThat(read(job)).isEqualTo(before);
        listedAs(job, before);
    }

    @Test
    void aCascadeTakesEntriesAlongAndRaisesTheVersionOfThoseThatHadOne() {
        make("torn");
        String recurring = made(YEARLY + ",'environments':{'torn':{'enabled':true},'production':{'enabled':true}}");
        String manual = job(calling("http://h/"), "{\"torn\":{}}");
        String other = job(calling("http://h/"), PRODUCTION);
        JsonNode before = read(recurring);

        assertThat(api.delete(ENVIRONMENTS + "/torn?cascade=true").status()).isEqualTo(204);

        assertThat(read(recurring).path("environments").propertyStream())
                .extracting(Map.Entry::getKey)
                .containsExactly("production");
        assertThat(next(read(recurring), "production")).isEqualTo(next(before, "production"));
        assertThat(read(recurring).path("version").intValue()).isEqualTo(2);
        assertThat(read(manual).path("environments")).isEmpty();
        assertThat(read(manual).path("version").intValue()).isEqualTo(2);
        assertThat(read(other).path("version").intValue()).isEqualTo(1);
        assertThat(timetable(recurring)).containsExactly("production");
        listedAs(recurring, read(recurring));
        make("torn");
        assertThat(next(read(recurring), "torn")).isNull();
    }

    /** The node of whoever asked may die right after the change is committed. */
    @Test
    void whatFollowsFromAChangeFollowsFromItsEvent() {
        make("orphan");
        String recurring = made(YEARLY + ",'environments':{'orphan':{'enabled':true}}");
        String once = made("'schedule':'2100-01-01T00:00','configuration':{'url':'http://h/'},"
                + "'environments':{'orphan':{},'production':{}}");
        Awaitility.await().atMost(PATIENCE).until(() -> runs(once), ids -> ids.size() == 2);
        JsonNode before = read(recurring);

        node.manage("orphan", false);
        assertThat(timetable(recurring)).isEmpty();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(runs(once)).anySatisfy(this::assertCanceled));

        node.manage("orphan", true);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(read(recurring)).isEqualTo(before));

        node.carryOut(new DeleteEnvironment(AccountId.DEFAULT, "orphan", true));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(read(recurring).path("environments")).isEmpty());
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> created("orphan"));
        assertThat(read(recurring).path("version").intValue()).isEqualTo(2);
        assertThat(read(recurring).path("environments")).isEmpty();
    }

    private boolean created(String id) {
        return api.post(ENVIRONMENTS, json("{'data':{'id':'" + id + "','attributes':{'name':'n','managed':true}}}"))
                        .status()
                == 201;
    }

    private void make(String id) {
        Answer made = api.post(
                ENVIRONMENTS, json("{'data':{'id':'" + id + "','attributes':{'name':'" + id + "','managed':true}}}"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private void manage(String id, boolean managed) {
        Answer answer = api.put(
                ENVIRONMENTS + "/" + id, json("{'data':{'attributes':{'name':'n','managed':" + managed + "}}}"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static String next(JsonNode job, String environment) {
        return job.at("/environments/" + environment + "/next_run_at").textValue();
    }

    private List<String> timetable(String job) {
        return node.sql()
                .query("SELECT environment FROM ledger.next_fire WHERE slug = ?", (row, n) -> row.getString(1), job);
    }

    private void assertCanceled(String run) {
        assertThat(status(run)).isEqualTo("CANCELED");
        assertThat(shown(run).path("error").textValue()).isEqualTo("environment no longer managed");
    }

    private void listedAs(String job, JsonNode attributes) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(JOBS).json().path("data").valueStream())
                                .filteredOn(shown -> shown.path("id").asText().equals(job))
                                .extracting(shown -> shown.path("attributes"))
                                .containsExactly(attributes));
    }
}
