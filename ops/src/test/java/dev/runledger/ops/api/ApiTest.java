package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.web.Wire.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A node, something to call, and the owner's view of both; shared by all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiTest {

    static final String JOBS = "/api/v1/jobs";
    static final String RUNS = "/api/v1/runs";
    static final String STATS = "/api/v1/run_stats";
    static final String ENVIRONMENTS = "/api/v1/environments";
    static final String SETTINGS = "/api/v1/accounts/current/settings";
    static final String WIPE = "/api/v1/accounts/current/actions/wipe";
    static final String KEYS = "/api/v1/api_keys";
    static final String POLICIES = "/api/v1/retry-policies";

    /** Entries of {@code environments}. */
    static final String PRODUCTION = "{\"production\":{\"enabled\":true}}";

    /** Attributes of a retry policy. */
    static final String RETRYING = "{\"name\":\"Policy\",\"max_retries\":3,\"backoff\":\"fixed\",\"delay_seconds\":5}";

    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELED");

    final WholeNode node;
    final Target target = new Target();
    final Contract contract = Contract.load();
    final Service api;
    private final AtomicInteger names = new AtomicInteger();

    ApiTest(Map<String, String> settings) {
        node = WholeNode.start(settings);
        api = new Service(node.port(), WholeNode.OWNER, contract);
    }

    @AfterAll
    void stop() {
        target.close();
        node.close();
    }

    static String document(String id, String configuration, String environments) {
        return """
                {"data":{"type":"job","id":"%s","attributes":{"name":"Job %s","configuration":%s,"environments":%s}}}
                """.formatted(id, id, configuration, environments);
    }

    static String document(String id, JsonNode attributes) {
        return "{\"data\":{\"id\":\"" + id + "\",\"attributes\":" + attributes + "}}";
    }

    /** A text in which {@code '} stands for a quotation mark. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static JsonNode tree(String text) {
        try {
            return Json.WIRE.readTree(json(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The configuration of a job that calls this URL. */
    static String calling(String url) {
        return "{\"url\":\"" + url + "\"}";
    }

    String freshId() {
        return "job-" + names.incrementAndGet();
    }

    /** Makes a job and answers its id. */
    String job(String configuration, String environments) {
        String id = freshId();
        assertThat(api.post(JOBS, document(id, configuration, environments)).status())
                .isEqualTo(201);
        return id;
    }

    /** Makes a job and answers its id; {@code '} stands for a quotation mark. */
    String made(String attributes) {
        String id = freshId();
        Answer answer = api.post(JOBS, document(id, tree("{'name':'Job'," + attributes + "}")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return id;
    }

    /** Replaces a job and answers its attributes; {@code '} stands for a quotation mark. */
    JsonNode edit(String job, String attributes) {
        Answer answer = api.put(JOBS + "/" + job, document(job, tree("{'name':'Job'," + attributes + "}")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data/attributes");
    }

    JsonNode read(String job) {
        return api.get(JOBS + "/" + job).json().at("/data/attributes");
    }

    static String policyDocument(String id, String attributes) {
        return "{\"data\":{\"type\":\"retry_policy\",\"id\":\"" + id + "\",\"attributes\":" + attributes + "}}";
    }

    /** Makes a retry policy and answers its id. */
    String policy() {
        return policyOf(RETRYING);
    }

    /** Makes a retry policy of these attributes, {@code '} for a quotation mark and without its name, and answers its id. */
    String policy(String attributes) {
        return policyOf(json("{'name':'Policy'," + attributes + "}"));
    }

    private String policyOf(String attributes) {
        String id = "policy-" + names.incrementAndGet();
        Answer answer = api.post(POLICIES, policyDocument(id, attributes));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return id;
    }

    /** Makes a job that names the policy for production only, and answers its id. */
    String jobNaming(String policy) {
        return job(calling("http://h/"), "{\"production\":{\"retry_policy\":\"" + policy + "\"}}");
    }

    /** Runs a job now and answers the run's id. */
    String run(String job) {
        Answer answer = api.send("POST", JOBS + "/" + job + "/actions/run", "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data/id").textValue();
    }

    /** The run's attributes once it is over. */
    JsonNode ended(String run) {
        return ended(api, run);
    }

    /** Of another account's run. */
    static JsonNode ended(Service account, String run) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> account.get(RUNS + "/" + run).json().at("/data/attributes"),
                        attributes -> FINAL.contains(attributes.path("status").textValue()));
    }

    /** Makes a job, runs it, and answers the run's attributes once it is over. */
    JsonNode ranOnce(String configuration, String environments) {
        return ended(run(job(configuration, environments)));
    }

    /** The ids of a job's runs as the list tells them by now, the latest first. */
    List<String> runs(String job) {
        return ids(api.get(RUNS + "?filter[job]=" + job));
    }

    /** The only run of a job, once the list tells it. */
    String theRun(String job) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> runs(job), ids -> ids.size() == 1)
                .getFirst();
    }

    static List<String> ids(Answer answer) {
        return answer.json()
                .path("data")
                .valueStream()
                .map(resource -> resource.path("id").asText())
                .toList();
    }

    /** The time as the node has it. */
    Instant now() {
        return node.part(Clock.class).instant();
    }

    JsonNode shown(String run) {
        return api.get(RUNS + "/" + run).json().at("/data/attributes");
    }

    String status(String run) {
        return shown(run).path("status").textValue();
    }
}
