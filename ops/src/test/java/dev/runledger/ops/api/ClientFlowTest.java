package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What client libraries do from end to end, with their habits. One run at a time calls out; the others wait. */
class ClientFlowTest extends ApiTest {

    private static final int ROUNDS = 200;

    ClientFlowTest() {
        super(Map.of("RUNLEDGER_IN_FLIGHT", "1"));
    }

    @Test
    void aJobIsMadeRunAndWaitedForByPolling() {
        String id = freshId();

        Answer created = api.post(JOBS, document(id, calling(target.url("/flow")), PRODUCTION));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("location")).isEqualTo(JOBS + "/" + id);
        assertThat(created.header("etag")).isEqualTo("\"v1\"");
        Answer run = api.send("POST", JOBS + "/" + id + "/actions/run", "", "Content-Type: application/vnd.api+json");
        assertThat(run.json().at("/data/attributes/status").asText()).isEqualTo("PENDING");
        JsonNode ended = ended(run.json().at("/data/id").asText());
        assertThat(ended.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(ended.at("/result/body").asText()).isEqualTo("fine");
        assertThat(ended.path("total_duration_ms").asLong())
                .isEqualTo(ended.path("pending_duration_ms").asLong()
                        + ended.path("run_duration_ms").asLong());
    }

    @Test
    void aRunIsWaitedForByTheList() {
        String job = job(calling(target.url("/flow")), PRODUCTION);
        String run = run(job);

        List<String> found = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> ids(api.get(RUNS + "?filter[job]=" + job + "&filter[status]=SUCCEEDED,FAILED,CANCELED")),
                        ids -> !ids.isEmpty());

        assertThat(found).containsExactly(run);
    }

    @Test
    void whatWasReadMayBeWrittenBack() {
        String job = job(
                "{\"url\":\"http://h/\",\"headers\":{\"X-B\":\"2\",\"x-a\":\"1\"},\"body\":\"é\"}",
                "{\"production\":{},\"development\":{\"enabled\":false,\"headers.X-b\":\"\",\"timeout\":5}}");
        ObjectNode read = (ObjectNode) api.get(JOBS + "/" + job).json();

        Answer written = api.put(JOBS + "/" + job, read.toString(), "Content-Type: application/json; charset=utf-8");

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.header("etag")).isEqualTo("\"v2\"");
        ((ObjectNode) read.at("/data/attributes")).put("version", 2);
        ((ObjectNode) read.at("/data/attributes"))
                .set("updated_at", written.json().at("/data/attributes/updated_at"));
        assertThat(written.json()).isEqualTo(read);
        assertThat(api.get(JOBS + "/" + job).body()).isEqualTo(written.body());
    }

    @Test
    void aReplacementReturnsWhatIsLeftOutToItsDefault() {
        String job = job("{\"url\":\"http://h/\",\"method\":\"GET\",\"timeout\":7,\"body\":\"b\"}", PRODUCTION);

        JsonNode replaced = api.put(
                        JOBS + "/" + job,
                        "{\"data\":{\"attributes\":{\"name\":\"n\",\"configuration\":{\"url\":\"http://h/\"}}}}")
                .json()
                .at("/data/attributes");

        assertThat(replaced.at("/configuration/method").asText()).isEqualTo("POST");
        assertThat(replaced.at("/configuration/timeout").asInt()).isEqualTo(30);
        assertThat(replaced.at("/configuration/body").isNull()).isTrue();
        assertThat(replaced.path("environments").isEmpty()).isTrue();
    }

    @Test
    void ofTwoWritersOverOneVersionTheSecondIsTold() {
        String job = job(calling("http://h/"), PRODUCTION);
        String path = JOBS + "/" + job;
        String tag = api.get(path).header("etag");
        String written = document(job, calling("http://h/2"), PRODUCTION);

        assertThat(api.put(path, written, "If-Match: " + tag).header("etag")).isEqualTo("\"v2\"");
        assertThat(api.put(path, written, "If-Match: " + tag).error()).isEqualTo("412 version_mismatch");
        assertThat(api.delete(path, "If-Match: " + tag).error()).isEqualTo("412 version_mismatch");
        assertThat(api.get(path).header("etag")).isEqualTo("\"v2\"");
        assertThat(api.delete(path, "If-Match: \"v2\"").status()).isEqualTo(204);
    }

    @Test
    void aDeletedJobIsGoneItsRunsStayAndItsIdIsFree() {
        String job = job(calling(target.url("/flow")), PRODUCTION);
        String run = run(job);
        JsonNode before = ended(run);

        Answer deleted =
                api.delete(JOBS + "/" + job, "Accept: application/json", "Content-Type: application/vnd.api+json");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(api.get(JOBS + "/" + job).error()).isEqualTo("404 job_not_found");
        assertThat(api.delete(JOBS + "/" + job).error()).isEqualTo("404 job_not_found");
        assertThat(shown(run)).isEqualTo(before);
        listed("filter[job]=" + job, List.of(run));
        Answer again = api.post(JOBS, document(job, calling(target.url("/flow")), PRODUCTION));
        assertThat(again.header("etag")).isEqualTo("\"v1\"");
        assertThat(api.send("POST", RUNS + "/" + run + "/actions/rerun", "").error())
                .isEqualTo("409 job_deleted");
        String anew = run(job);
        ended(anew);
        listed("filter[job]=" + job, List.of(anew, run));
    }

    @Test
    void aDeletedJobIsNoLongerListed() {
        String job = job(calling("http://h/"), "{}");
        String query = "?filter[name]=" + job;
        Awaitility.await().atMost(PATIENCE).until(() -> ids(api.get(JOBS + query)), List.of(job)::equals);

        api.delete(JOBS + "/" + job);

        Awaitility.await().atMost(PATIENCE).until(() -> ids(api.get(JOBS + query)), List::isEmpty);
    }

    @Test
    void aRunIsRunAgainWithWhatTheJobIsNow() {
        String job = job(calling(target.url("/before")), PRODUCTION);
        String source = run(job);
        ended(source);
        api.put(JOBS + "/" + job, document(job, calling(target.url("/after")), "{}"));

        Answer rerun = api.send("POST", RUNS + "/" + source + "/actions/rerun", "");

        JsonNode attributes = ended(rerun.json().at("/data/id").asText());
        assertThat(rerun.status()).isEqualTo(200);
        assertThat(attributes.path("trigger").asText()).isEqualTo("RERUN");
        assertThat(attributes.path("rerun_of").asText()).isEqualTo(source);
        assertThat(attributes.path("environment").asText()).isEqualTo("production");
        assertThat(attributes.path("job_version").asInt()).isEqualTo(2);
        assertThat(attributes.at("/request/url").asText()).isEqualTo(target.url("/after"));
        listed("filter[rerun_of]=" + source, List.of(rerun.json().at("/data/id").asText()));
        assertThat(api.get(RUNS + "/" + rerun.json().at("/data/id").asText())
                        .json()
                        .at("/data/links/source")
                        .asText())
                .isEqualTo(RUNS + "/" + source);
    }

    @Test
    void aRunningAndAWaitingRunAreCanceled() {
        String job = job(calling(target.url("/gate/cancel")), PRODUCTION);
        String running = run(job);
        target.taken("/gate/cancel");
        String waiting = run(job);

        for (String run : List.of(waiting, running)) {
            JsonNode canceled = api.send("POST", RUNS + "/" + run + "/actions/cancel", "")
                    .json()
                    .at("/data/attributes");
            assertThat(canceled.path("status").asText()).isEqualTo("CANCELED");
            assertThat(canceled.path("finished_at").isNull()).isFalse();
            assertThat(canceled.path("started_at").isNull()).isEqualTo(run.equals(waiting));
            assertThat(shown(run)).isEqualTo(canceled);
            assertThat(api.send("POST", RUNS + "/" + run + "/actions/cancel", "")
                            .error())
                    .isEqualTo("409 run_terminal");
        }
        target.open("/gate/cancel");
    }

    @Test
    void aDeletedJobsWaitingRunsAreCanceledAndTheRunningOneEnds() {
        String job = job(calling(target.url("/gate/deleted")), PRODUCTION);
        String running = run(job);
        target.taken("/gate/deleted");
        String waiting = run(job);

        api.delete(JOBS + "/" + job);

        JsonNode canceled = ended(waiting);
        assertThat(canceled.path("status").asText()).isEqualTo("CANCELED");
        assertThat(canceled.path("error").asText()).isEqualTo("job deleted");
        target.open("/gate/deleted");
        assertThat(ended(running).path("status").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void pagesAreFollowedByTheirLinksWithoutRepeatsOrGaps() {
        String job = job(calling(target.url("/flow")), PRODUCTION);
        List<String> runs = IntStream.range(0, 7).mapToObj(i -> run(job)).toList();
        runs.forEach(this::ended);
        listed("filter[job]=" + job, runs.reversed());

        List<String> followed = new ArrayList<>();
        String next = RUNS + "?filter%5Bjob%5D=" + job + "&page%5Bsize%5D=3";
        while (next != null) {
            JsonNode page = api.get(next).json();
            followed.addAll(ids(page));
            assertThat(page.at("/meta/page_size").asInt()).isEqualTo(3);
            next = page.at("/links/next").textValue();
        }

        assertThat(followed).isEqualTo(runs.reversed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter[created_at]=[2020-01-01T00:00:00+00:00,*)",
                "filter%5Bcreated_at%5D=%5B2020-01-01T00%3A00%3A00%2B00%3A00%2C%2A%29",
                "filter[created_at]=[2020-01-01,*)&filter[status]=",
                "filter[status]=SUCCEEDED&filter[status]=FAILED&unknown=x",
                "last_run_only=TRUE&filter[environment]=production,development"
            })
    void aQueryIsUnderstoodHoweverItIsWritten(String query) {
        String job = job(calling(target.url("/flow")), PRODUCTION);
        String run = run(job);
        ended(run);

        listed("filter[job]=" + job + "&" + query, List.of(run));
    }

    @Test
    void aNumberedListTellsItsTotals() {
        String name = freshId();
        for (int i = 0; i < 3; i++) {
            api.post(JOBS, document(name + "-part" + i, calling("http://h/"), "{}"));
        }
        String query = JOBS + "?filter[name]=" + name + "-PART&page[size]=2&meta[total]=true&page[number]=2";

        JsonNode page = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> api.get(query).json(),
                        answer -> answer.at("/meta/pagination/total").asInt() == 3);

        assertThat(page.at("/meta/pagination/total_pages").asInt()).isEqualTo(2);
        assertThat(ids(page)).containsExactly(name + "-part2");
    }

    @Test
    void aReadIsNeverBehindTheWriteBeforeIt() {
        String job = job(calling(target.url("/flow")), PRODUCTION);
        for (int version = 2; version <= ROUNDS; version++) {
            Answer written = api.put(JOBS + "/" + job, document(job, calling(target.url("/" + version)), PRODUCTION));
            assertThat(api.get(JOBS + "/" + job).body()).isEqualTo(written.body());

            Answer run = api.send("POST", JOBS + "/" + job + "/actions/run", "");
            assertThat(run.json().at("/data/attributes/job_version").asInt()).isEqualTo(version);
            Answer read = api.get(RUNS + "/" + run.json().at("/data/id").asText());
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.json().at("/data/attributes/job_version").asInt()).isEqualTo(version);
        }
    }

    private void listed(String query, List<String> runs) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ids(api.get(RUNS + "?" + query))).isEqualTo(runs));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("data")
                .valueStream()
                .map(resource -> resource.path("id").asText())
                .toList();
    }
}
