package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retry policies as a client makes them, names them in jobs, and gets rid of them. In tables {@code '} is a quotation mark. */
class RetryPolicyTest extends ApiTest {

    private static final String LEAST = "'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':30";
    private static final String VIEWER = "sk_api_viewer-of-retry-policies";

    RetryPolicyTest() {
        super(Map.of());
    }

    @Test
    void aPolicyIsMadeReadReplacedNamedAndDeleted() {
        String path = POLICIES + "/gentle";

        Answer created = api.post(POLICIES, policyDocument("gentle", json("""
                {'name':'Gentle','max_retries':3,'backoff':'exponential','delay_seconds':30,'max_delay_seconds':600,
                 'retry_on_timeout':true,'retry_statuses':['5xx','429','5xx'],'retry_statuses_except':['501']}""")));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("location")).isEqualTo(path);
        assertThat(created.header("etag")).isEqualTo("\"v1\"");
        assertThat(created.json()
                        .at("/data/attributes/retry_on_connection_error")
                        .asBoolean())
                .isFalse();
        Answer read = api.get(path);
        assertThat(read.header("etag")).isEqualTo("\"v1\"");
        assertThat(read.body()).isEqualTo(created.body());

        Answer replaced = api.put(path, policyDocument("gentle", RETRYING));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("etag")).isEqualTo("\"v2\"");
        JsonNode attributes = replaced.json().at("/data/attributes");
        assertThat(attributes.path("retry_statuses").isEmpty()).isTrue();
        assertThat(attributes.path("max_delay_seconds").isNull()).isTrue();
        assertThat(attributes.path("version").asInt()).isEqualTo(2);
        listed("filter[name]=POLIC&sort=-created_at", "gentle");

        String job = jobNaming("gentle");
        Answer refused = api.delete(path);
        assertThat(refused.error()).isEqualTo("409 policy_referenced");
        assertThat(refused.json().at("/errors/0/meta/referencing_jobs").toString())
                .isEqualTo("[\"" + job + "\"]");
        assertThat(refused.json().at("/errors/0/detail").asText()).contains(job);

        assertThat(api.delete(JOBS + "/" + job).status()).isEqualTo(204);
        assertThat(api.delete(path, "Accept: application/json").status()).isEqualTo(204);
        assertThat(api.get(path).error()).isEqualTo("404 policy_not_found");
        assertThat(api.delete(path).error()).isEqualTo("404 policy_not_found");
        Awaitility.await().atMost(PATIENCE).until(() -> ids(""), ids -> !ids.contains("gentle"));
        Answer again = api.post(POLICIES, policyDocument("gentle", RETRYING));
        assertThat(again.header("etag")).isEqualTo("\"v1\"");
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    @Test
    void aJobMayNameOnlyAPolicyThatLives() {
        String policy = policy();
        String job = jobNaming(policy);
        String written = json("""
                {'data':{'attributes':{'name':'n','configuration':{'url':'http://h/'},'retry_policy':'%s',
                 'environments':{'production':{'retry_policy':'%s'}}}}}""");

        assertThat(api.put(JOBS + "/" + job, written.formatted(policy, policy)).status())
                .isEqualTo(200);
        assertThat(pointers(api.put(JOBS + "/" + job, written.formatted("none", "Policy-1"))))
                .containsExactly(
                        "policy_unknown /data/attributes/environments/production/retry_policy",
                        "policy_unknown /data/attributes/retry_policy");
        api.put(JOBS + "/" + job, written.formatted(policy, policy).replace("\"" + policy + "\"", "null"));
        assertThat(api.delete(POLICIES + "/" + policy).status()).isEqualTo(204);
        assertThat(api.put(JOBS + "/" + job, written.formatted(policy, policy)).error())
                .isEqualTo("400 policy_unknown policy_unknown");
    }

    @Test
    void allJobsThatNameAPolicyAreToldInOrder() {
        String policy = policy();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(jobNaming(policy));
        }

        JsonNode error = api.delete(POLICIES + "/" + policy).json().at("/errors/0");

        List<String> told = new ArrayList<>();
        error.at("/meta/referencing_jobs").forEach(job -> told.add(job.asText()));
        assertThat(told).containsExactlyElementsOf(jobs.stream().sorted().toList());
        assertThat(error.path("detail").asText()).contains(String.join(", ", told));
    }

    @Test
    void whatWasReadMayBeWrittenBack() {
        String path = POLICIES + "/" + policy();
        Answer read = api.get(path);

        Answer written = api.put(path, read.body(), "Content-Type: application/json");

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.json().at("/data/attributes/name"))
                .isEqualTo(read.json().at("/data/attributes/name"));
    }

    @Test
    void ofTwoWritersOverOneVersionTheSecondIsTold() {
        String policy = policy();
        String path = POLICIES + "/" + policy;
        String tag = api.get(path).header("etag");
        String written = policyDocument(policy, RETRYING);

        assertThat(api.put(path, written, "If-Match: " + tag).header("etag")).isEqualTo("\"v2\"");
        assertThat(api.put(path, written, "If-Match: " + tag).error()).isEqualTo("412 version_mismatch");
        assertThat(api.put(path, written, "If-Match: W/\"v2\"").error()).isEqualTo("412 version_mismatch");
        assertThat(api.put(path, written, "If-Match: *").header("etag")).isEqualTo("\"v3\"");
        assertThat(api.delete(path, "If-Match: " + tag).error()).isEqualTo("412 version_mismatch");
        assertThat(api.get(path, "If-None-Match: \"v3\"").status()).isEqualTo(200);
        assertThat(api.delete(path, "If-Match: \"v2\", \"v3\"").status()).isEqualTo(204);
    }

    @Test
    void anIdThatLivesIsTaken() {
        String policy = policy();

        Answer answer = api.post(POLICIES, policyDocument(policy, RETRYING));

        assertThat(pointers(answer)).containsExactly("id_taken /data/id");
        assertThat(answer.json().at("/errors/0/detail").asText())
                .isEqualTo("The retry policy " + policy + " exists already.");
        assertThat(api.post(POLICIES, policyDocument(policy.toUpperCase(Locale.ROOT), RETRYING))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'name':'','max_retries':3,'backoff':'fixed','delay_seconds':30}   | length_out_of_range   | /name
            {'name':'n','max_retries':11,'backoff':'fixed','delay_seconds':30} | number_out_of_range   | /max_retries
            {'name':'n','max_retries':3,'backoff':'never','delay_seconds':30}  | invalid_value         | /backoff
            {'name':'n','max_retries':3,'backoff':'fixed','delay_seconds':'1'} | invalid_type          | /delay_seconds
            {'name':'n','max_retries':3,'backoff':'fixed'}                     | required              | /delay_seconds
            {%s,'max_delay_seconds':5}                                         | max_delay_not_allowed | /max_delay_seconds
            {%s,'retry_on_timeout':0}                                          | invalid_type          | /retry_on_timeout
            {%s,'retry_statuses':['5xx','5XX']}                                | invalid_value         | /retry_statuses/1
            {%s,'retry_statuses_except':[404]}                                 | invalid_type          | /retry_statuses_except/0
            []                                                                 | invalid_type          | ``
            """)
    void anAttributeThatIsWrongIsToldWhereAndLeavesNothing(String attributes, String code, String pointer) {
        String policy = policy();
        String before = api.get(POLICIES + "/" + policy).body();
        long head = node.head();
        String written = json(attributes.replace("%s", LEAST));
        String told = code + " /data/attributes" + pointer;

        assertThat(pointers(api.post(POLICIES, policyDocument("bad", written)))).containsExactly(told);
        assertThat(pointers(api.put(POLICIES + "/" + policy, policyDocument(policy, written))))
                .containsExactly(told);
        assertThat(node.head()).isEqualTo(head);
        assertThat(api.get(POLICIES + "/" + policy).body()).isEqualTo(before);
    }

    @Test
    void allThatIsWrongIsToldTogether() {
        assertThat(pointers(api.post(POLICIES, json("{'data':{'id':'a/b','type':'job','attributes':{}}}"))))
                .containsExactly(
                        "id_invalid /data/id",
                        "invalid_value /data/type",
                        "required /data/attributes/backoff",
                        "required /data/attributes/delay_seconds",
                        "required /data/attributes/max_retries",
                        "required /data/attributes/name");
    }

    @Test
    void earlierFaultsAreToldFirst() {
        node.addKey(VIEWER, Role.VIEWER);
        Service viewer = api.as(VIEWER);
        String path = POLICIES + "/" + policy();
        jobNaming(path.substring(POLICIES.length() + 1));

        assertThat(viewer.get(path).status()).isEqualTo(200);
        assertThat(viewer.get(POLICIES).status()).isEqualTo(200);
        assertThat(viewer.post(POLICIES, "{").error()).isEqualTo("403 role_insufficient");
        assertThat(viewer.put(path + "-none", "{").error()).isEqualTo("403 role_insufficient");
        assertThat(viewer.delete(path + "-none").error()).isEqualTo("403 role_insufficient");
        assertThat(api.put(path + "-none", "{").error()).isEqualTo("404 policy_not_found");
        assertThat(api.put(path, "{", "If-Match: \"v9\"").error()).isEqualTo("400 malformed_json");
        assertThat(api.delete(path, "If-Match: \"v9\"").error()).isEqualTo("412 version_mismatch");
        assertThat(api.delete(path).error()).isEqualTo("409 policy_referenced");
        assertThat(api.put(path, policyDocument("other", RETRYING)).error()).isEqualTo("400 id_mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page[size]=1001", "page[number]=0", "sort=max_retries", "meta[total]=2"})
    void aWrongParameterIsNamed(String parameter) {
        Answer answer = api.get(POLICIES + "?" + parameter);

        assertThat(answer.error()).isEqualTo("400 parameter_invalid");
        assertThat(answer.json().at("/errors/0/source/parameter").asText())
                .isEqualTo(parameter.split("=", 2)[0]);
    }

    private void listed(String query, String id) {
        Awaitility.await().atMost(PATIENCE).until(() -> ids("?" + query), ids -> ids.contains(id));
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        api.get(POLICIES + query)
                .json()
                .path("data")
                .forEach(policy -> ids.add(policy.path("id").asText()));
        return ids;
    }

    /** Each error's code and place, sorted. */
    private static List<String> pointers(Answer answer) {
        List<String> told = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(error -> told.add(error.path("code").asText() + " "
                        + error.at("/source/pointer").asText()));
        return told.stream().sorted().toList();
    }
}
