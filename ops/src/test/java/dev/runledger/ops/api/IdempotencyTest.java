package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent again under the same {@code Idempotency-Key}. */
class IdempotencyTest extends ApiTest {

    private static final String VIEWER = "sk_api_viewer-who-repeats-himself";

    IdempotencyTest() {
        super(Map.of());
        node.addKey(VIEWER, Role.VIEWER);
    }

    // What may be repeated

    @Test
    void aJobIsMadeOnceAndShownAsAtFirst() {
        String id = freshId();
        String document = document(id, calling(target.url("/once")), PRODUCTION);
        String key = freshKey();

        Answer first = keyed(key, JOBS, document);
        api.put(JOBS + "/" + id, document(id, calling("http://h/"), "{}"));
        Answer again = keyed(key, JOBS, document);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("idempotency-replayed")).isEmpty();
        assertReplayed(again, first);
        assertThat(again.header("etag")).isEqualTo("\"v1\"");
        assertThat(again.header("location")).isEqualTo(JOBS + "/" + id);
    }

    @Test
    void aRunIsMadeOnceAndShownAsAtFirst() {
        String path = JOBS + "/" + job(calling(target.url("/once")), PRODUCTION) + "/actions/run";
        String key = freshKey();

        Answer first = keyed(key, path, "{}");
        ended(first.json().at("/data/id").textValue());
        Answer again = keyed(key, path, "{}");

        assertThat(first.json().at("/data/attributes/status").textValue()).isEqualTo("PENDING");
        assertReplayed(again, first);
    }

    @Test
    void aRerunIsMadeOnceAndShownAsAtFirst() {
        String source = run(job(calling(target.url("/once")), PRODUCTION));
        String path = RUNS + "/" + source + "/actions/rerun";
        String key = freshKey();

        Answer first = keyed(key, path, "ignored, yet compared");
        Answer again = keyed(key, path, "ignored, yet compared");

        assertThat(first.json().at("/data/attributes/rerun_of").textValue()).isEqualTo(source);
        assertReplayed(again, first);
        assertThat(keyed(key, path, "other").error()).isEqualTo("400 idempotency_key_reused");
    }

    @Test
    void anEnvironmentIsMadeOnceAndShownAsAtFirst() {
        String document = "{\"data\":{\"id\":\"once\",\"attributes\":{\"name\":\"Once\"}}}";
        String key = freshKey();

        Answer first = keyed(key, ENVIRONMENTS, document);

        assertThat(first.status()).isEqualTo(201);
        assertReplayed(keyed(key, ENVIRONMENTS, document), first);
        assertThat(keyed(freshKey(), ENVIRONMENTS, document).error()).isEqualTo("409 id_taken");
    }

    @Test
    void ofTwentyAtOnceOneMakesARun() throws Exception {
        String job = job(calling(target.url("/once")), PRODUCTION);
        String path = JOBS + "/" + job + "/actions/run";
        String key = freshKey();

        List<Callable<Answer>> calls = Collections.nCopies(20, () -> keyed(key, path, ""));
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Answer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers)
                .allMatch(answer -> answer.status() == 200 || answer.error().equals("409 idempotency_in_flight"));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .allMatch(answer -> answer.header("retry-after").equals("1"));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 200)
                .map(answer -> answer.json().at("/data/id").textValue())
                .isNotEmpty()
                .containsOnly(runsOf(job).getFirst());
        assertThat(runsOf(job)).hasSize(1);
    }

    // What makes a request another one

    @Test
    void otherBytesAreAnotherBodyWhateverTheyMean() {
        String path = JOBS + "/" + job(calling("http://h/"), PRODUCTION) + "/actions/run";
        String key = freshKey();
        keyed(key, path, "{}");

        for (String body : List.of("", " {}", "null", "{\"environment\":\"production\"}", "{")) {
            assertThat(keyed(key, path, body).error()).isEqualTo("400 idempotency_key_reused");
        }
    }

    @Test
    void theSameKeyServesEachPathForItself() {
        String key = freshKey();
        String run = JOBS + "/" + job(calling(target.url("/once")), PRODUCTION) + "/actions/run";
        String other = JOBS + "/" + job(calling(target.url("/once")), PRODUCTION) + "/actions/run";

        assertThat(keyed(key, run, "").body())
                .isNotEqualTo(keyed(key, other, "").body());
    }

    @Test
    void aRequestWithoutAKeyIsAlwaysAnotherOne() {
        String job = job(calling(target.url("/once")), PRODUCTION);

        assertThat(run(job)).isNotEqualTo(run(job));
    }

    // Refusals

    @Test
    void aRefusedRequestFreesItsKey() {
        String id = freshId();
        String key = freshKey();

        assertThat(keyed(key, JOBS, "{").error()).isEqualTo("400 malformed_json");
        assertThat(keyed(key, JOBS, "{}").error()).isEqualTo("400 required");
        Answer made = keyed(key, JOBS, document(id, calling("http://h/"), "{}"));
        assertThat(made.status()).isEqualTo(201);

        String run = JOBS + "/" + id + "/actions/run";
        assertThat(keyed(key, run, "").error()).isEqualTo("409 environment_not_enabled");
        api.put(JOBS + "/" + id, document(id, calling(target.url("/once")), PRODUCTION));
        assertThat(keyed(key, run, "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key:", "Idempotency-Key: two words", "Idempotency-Key: a\nIdempotency-Key: a"})
    void aKeyThatIsNoneIsRefusedBeforeAnythingIsLookedUp(String lines) {
        String unknownJob = JOBS + "/unknown/actions/run";
        String unknownRun = RUNS + "/0192f3a0-0000-7000-8000-000000000000/actions/rerun";
        for (String path : List.of(JOBS, unknownJob, unknownRun, ENVIRONMENTS)) {
            Answer answer = api.send("POST", path, "{", lines);

            assertThat(answer.error()).isEqualTo("400 idempotency_key_invalid");
            assertThat(answer.json().at("/errors/0/source/header").textValue()).isEqualTo("Idempotency-Key");
        }
    }

    @Test
    void aKeyHas255CharactersAtMost() {
        String document = document(freshId(), calling("http://h/"), "{}");

        assertThat(keyed("k".repeat(256), JOBS, document).error()).isEqualTo("400 idempotency_key_invalid");
        assertThat(keyed("k".repeat(255), JOBS, document).status()).isEqualTo(201);
    }

    @Test
    void theRoleIsJudgedBeforeTheKey() {
        for (String path : List.of(JOBS, JOBS + "/unknown/actions/run", ENVIRONMENTS)) {
            assertThat(api.as(VIEWER)
                            .send("POST", path, "{}", "Idempotency-Key: two words")
                            .error())
                    .isEqualTo("403 role_insufficient");
        }
    }

    @Test
    void aViewerIsNotToldWhatAnOwnerWasTold() {
        String document = document(freshId(), calling("http://h/"), "{}");
        String key = freshKey();
        keyed(key, JOBS, document);

        assertThat(api.as(VIEWER)
                        .send("POST", JOBS, document, "Idempotency-Key: " + key)
                        .error())
                .isEqualTo("403 role_insufficient");
    }

    @Test
    void whatDoesNotExistIsNotFoundUnderAKeyTooHoweverLongItsName() {
        for (String id : List.of("unknown", "x".repeat(9_000), "%C3%A9")) {
            assertThat(keyed(freshKey(), JOBS + "/" + id + "/actions/run", "{").error())
                    .isEqualTo("404 job_not_found");
            assertThat(keyed(freshKey(), RUNS + "/" + id + "/actions/rerun", "{")
                            .error())
                    .isEqualTo("404 run_not_found");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndItsKeyIsNotUsed() {
        String key = freshKey();

        assertThat(api.send("POST", JOBS, new byte[Payload.LIMIT + 1], "Idempotency-Key: " + key)
                        .error())
                .isEqualTo("413 payload_too_large");
        assertThat(keyed(key, JOBS, document(freshId(), calling("http://h/"), "{}"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void anotherActionIgnoresTheHeader() {
        String run = run(job(calling(target.url("/slow/once")), PRODUCTION));
        String cancel = RUNS + "/" + run + "/actions/cancel";

        assertThat(api.send("POST", cancel, "", "Idempotency-Key: two words").status())
                .isEqualTo(200);
    }

    // What a crash leaves behind

    @Test
    void aRunWhoseAnswerWasLostIsFoundAgainEvenIfItsJobIsGone() {
        String job = job(calling(target.url("/once")), PRODUCTION);
        String path = JOBS + "/" + job + "/actions/run";
        String key = freshKey();
        Answer first = keyed(key, path, "");
        ended(first.json().at("/data/id").textValue());
        loseAnswers();
        assertThat(keyed(key, path, "").error()).isEqualTo("409 idempotency_in_flight");

        endLeases();
        Answer again = keyed(key, path, "");
        assertThat(again.json()).isEqualTo(first.json());
        assertReplayed(keyed(key, path, ""), again);

        loseAnswers();
        endLeases();
        api.delete(JOBS + "/" + job);
        assertThat(keyed(key, path, "").json()).isEqualTo(first.json());
        assertThat(runsOf(job)).hasSize(1);
    }

    @Test
    void aJobWhoseAnswerWasLostIsFoundAgainEvenIfItWouldBeRefusedToday() {
        String document = document(freshId(), calling("http://h/"), "{\"staging\":{\"enabled\":true}}");
        String key = freshKey();
        Answer first = keyed(key, JOBS, document);
        loseAnswers();
        endLeases();
        node.manage("staging", false);

        Answer again = keyed(key, JOBS, document);
        node.manage("staging", true);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void anEnvironmentWhoseAnswerWasLostIsFoundAgain() {
        String document = "{\"data\":{\"id\":\"lost\",\"attributes\":{\"name\":\"Lost\"}}}";
        String key = freshKey();
        Answer first = keyed(key, ENVIRONMENTS, document);
        loseAnswers();
        endLeases();

        assertThat(keyed(key, ENVIRONMENTS, document).json()).isEqualTo(first.json());
    }

    /** As if the process had died between the command and the keeping of its answer. */
    private void loseAnswers() {
        node.sql().update("UPDATE ledger.idempotency SET status = NULL, etag = NULL, location = NULL, body = NULL");
    }

    private void endLeases() {
        node.sql().update("UPDATE ledger.idempotency SET leased_until = claimed_at");
    }

    private List<String> runsOf(String job) {
        return node
                .sql()
                .query(
                        "SELECT DISTINCT stream FROM ledger.event"
                                + " WHERE CASE WHEN stream LIKE '%/run/%' THEN convert_from(payload, 'UTF8') LIKE ? END",
                        (row, n) -> row.getString(1), "%\"job\":\"" + job + "\"%")
                .stream()
                .map(stream -> stream.substring(stream.lastIndexOf('/') + 1))
                .toList();
    }

    private static void assertReplayed(Answer again, Answer first) {
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
        for (String name : List.of("content-type", "cache-control", "etag", "location")) {
            assertThat(again.header(name)).as(name).isEqualTo(first.header(name));
        }
    }

    private Answer keyed(String key, String path, String body) {
        return api.send("POST", path, body, "Idempotency-Key: " + key);
    }

    private static String freshKey() {
        return UUID.randomUUID().toString();
    }
}
