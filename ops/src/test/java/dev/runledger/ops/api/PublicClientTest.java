package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flows of the published clients, with what each of them does in its own way. */
class PublicClientTest extends ApiTest {

    private static final String TYPE = "Content-Type: application/vnd.api+json";
    private static final String ANYTHING = "Accept: text/html";

    PublicClientTest() {
        super(Map.of());
    }

    /** Policies before jobs and deleted after them, create, save again, run, wait, list, delete. */
    @Test
    void everythingIsMadeSavedRunListedAndDeleted() {
        String policy = freshId();
        Answer policyMade = api.post(POLICIES, policyDocument(policy, RETRYING));
        assertThat(policyMade.status()).isEqualTo(201);
        assertThat(policyMade.header("location")).isEqualTo(POLICIES + "/" + policy);
        saveAgain(POLICIES + "/" + policy, policyMade);

        String job = freshId();
        Answer made = api.post(JOBS, document(job, recurring(policy)));
        assertThat(made.status()).isEqualTo(201);
        saveAgain(JOBS + "/" + job, made);

        Answer run =
                api.send("POST", JOBS + "/" + job + "/actions/run", "{\"environment\":\"production\"}", TYPE, ANYTHING);
        assertThat(run.status()).isEqualTo(200);
        String id = run.json().at("/data/id").asText();
        assertThat(ended(id).path("status").asText()).isEqualTo("SUCCEEDED");
        awaitIds(RUNS + "?filter[job]=" + job + "&filter[trigger]=MANUAL,RETRY&page[size]=10", List.of(id));
        awaitIds(JOBS + "?filter[kind]=recurring&filter[name]=Client&page[number]=1&page[size]=10", List.of(job));
        awaitIds(JOBS + "?filter%5Bkind%5D=recurring&filter%5Bname%5D=cli%65nt+of", List.of(job));

        Answer kept = api.delete(POLICIES + "/" + policy, ANYTHING);
        assertThat(kept.error()).isEqualTo("409 policy_referenced");
        assertThat(kept.json().at("/errors/0/meta/referencing_jobs")).isEqualTo(tree("['" + job + "']"));
        for (String path : List.of(JOBS + "/" + job, POLICIES + "/" + policy)) {
            Answer deleted = api.delete(path, "Accept: application/json", TYPE);
            assertThat(deleted.status()).as(deleted.body()).isEqualTo(204);
            assertThat(deleted.body()).isEmpty();
            assertThat(api.get(path).status()).isEqualTo(404);
        }
        assertThat(shown(id).path("job").asText()).isEqualTo(job);
    }

    /** A PUT of exactly what was read, with its read-only attributes, changes the version and nothing else. */
    private void saveAgain(String path, Answer made) {
        Answer read = api.get(path);
        assertThat(read.json()).isEqualTo(made.json());
        assertThat(read.header("etag")).isEqualTo("\"v1\"");
        ObjectNode expected = (ObjectNode) read.json();

        Answer saved = api.put(path, read.body(), TYPE, "If-Match: " + read.header("etag"), "If-None-Match: *");

        assertThat(saved.status()).as(saved.body()).isEqualTo(200);
        assertThat(saved.header("etag")).isEqualTo("\"v2\"");
        ObjectNode attributes = (ObjectNode) expected.at("/data/attributes");
        attributes.put("version", 2).set("updated_at", saved.json().at("/data/attributes/updated_at"));
        assertThat(saved.json()).isEqualTo(expected);
        assertThat(api.get(path).json()).isEqualTo(expected);
        assertThat(api.put(path, read.body(), TYPE, "If-Match: \"v1\"").error()).isEqualTo("412 version_mismatch");
    }

    private JsonNode recurring(String policy) {
        return tree("""
                {'name':'Client of the service','schedule':'0 3 1 1 *','timezone':'US/Eastern','retry_policy':'%s',
                 'configuration':{'url':'%s'},
                 'environments':{'production':{'enabled':true,'next_run_at':'2020-01-01T00:00:00.000Z'},
                                 'development':{'enabled':true,'schedule':'@daily','headers.X-A':'','timeout':5}},
                 'version':77,'kind':'manual','created_at':null,'updated_at':'never','deleted_at':'2020-01-01T00:00:00Z'}
                """.formatted(policy, target.url("/client")));
    }

    private void awaitIds(String query, List<String> expected) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ids(api.get(query, TYPE))).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", " {\"unknown\":1} "})
    void aRunNowMayHaveAnyBodyThatSaysNothing(String body) {
        String job = job(calling(target.url("/body")), PRODUCTION);

        Answer run = api.send("POST", JOBS + "/" + job + "/actions/run", body, TYPE, "Accept: application/json");

        assertThat(run.status()).isEqualTo(200);
        assertThat(run.json().at("/data/attributes/status").asText()).isEqualTo("PENDING");
        assertThat(run.json().at("/data/attributes/environment").asText()).isEqualTo("production");
    }

    @Test
    void anEnvironmentIsMadeAndThenUsed() {
        String environment = "qa-" + freshId();
        String written = "{'data':{'type':'environment','id':'%s','attributes':{'name':'QA','managed':true}}}"
                .formatted(environment);
        String entries = "{\"" + environment + "\":{\"enabled\":true}}";
        assertThat(api.post(JOBS, document(freshId(), calling("http://h/"), entries))
                        .error())
                .isEqualTo("400 environment_unknown");

        assertThat(api.post(ENVIRONMENTS, json(written)).status()).isEqualTo(201);

        JsonNode run = ranOnce(calling(target.url("/qa")), entries);
        assertThat(run.path("environment").asText()).isEqualTo(environment);
        String unmanaged = environment + "-free";
        assertThat(api.post(
                                ENVIRONMENTS,
                                json(written.replace(environment, unmanaged).replace(",'managed':true", "")))
                        .status())
                .isEqualTo(201);
        assertThat(api.post(JOBS, document(freshId(), calling("http://h/"), entries.replace(environment, unmanaged)))
                        .error())
                .isEqualTo("400 environment_unmanaged");
    }

    /** A recurring job, a one-off and its run, a policy and an environment are each made once. */
    @Test
    void whateverIsSentTwiceUnderAKeyIsMadeOnce() {
        String id = freshId();
        String once = freshId();
        repeated(POLICIES, policyDocument(id, RETRYING));
        repeated(JOBS, document(id, recurring(id)).replace("Client of the service", "Sent twice"));
        repeated(JOBS, json("""
                {'data':{'id':'%s','attributes':{'name':'n','schedule':'now','configuration':{'url':'%s'},
                 'environments':{'production':{}}}}}""".formatted(once, target.url("/once"))));
        repeated(ENVIRONMENTS, json("{'data':{'id':'%s','attributes':{'name':'n'}}}".formatted(id)));
        repeated(JOBS + "/" + id + "/actions/run", "{\"environment\":\"development\"}");
        String run = theRun(once);
        ended(run);
        repeated(RUNS + "/" + run + "/actions/rerun", "");
        Awaitility.await().atMost(PATIENCE).until(() -> runs(once).size() == 2);
        assertThat(target.taken("/once")).isNotNull();
    }

    private void repeated(String path, String body) {
        String key = "Idempotency-Key: " + freshId();
        Answer first = api.send("POST", path, body, TYPE, key);
        Answer second = api.send("POST", path, body, key);

        assertThat(first.status()).as(first.body()).isIn(200, 201);
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("etag")).isEqualTo(first.header("etag"));
        assertThat(second.header("idempotency-replayed")).isEqualTo("true");
        assertThat(first.header("idempotency-replayed")).isEmpty();
    }
}
