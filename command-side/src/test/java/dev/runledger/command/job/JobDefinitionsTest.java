package dev.runledger.command.job;

import static dev.runledger.command.job.JobDocuments.LEAST;
import static dev.runledger.command.job.JobDocuments.document;
import static dev.runledger.command.job.JobDocuments.facts;
import static dev.runledger.command.job.JobDocuments.json;
import static dev.runledger.command.job.JobDocuments.put;
import static dev.runledger.command.job.JobDocuments.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.ResourceId;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobDefinitionsTest {

    private static final JobFacts FACTS = facts(EnvironmentScope.ALL);

    @Test
    void theLeastDocumentHasAllDefaults() {
        JobDefinition job = attributes(LEAST);

        HttpRequestSpec request = job.configuration();
        assertThat(job.description()).isNull();
        assertThat(job.environments()).isEmpty();
        assertThat(job.retryPolicy()).isNull();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.successStatus().text()).isEqualTo("2xx");
        assertThat(request.tlsVerify()).isTrue();
        assertThat(request.timeout()).isEqualTo(30);
        assertThat(request.headers()).isEmpty();
    }

    @Test
    void everythingWrittenIsKeptInItsOrder() {
        JobDefinition job = attributes("""
                "name":"Näme","description":"d","retry_policy":"gentle","type":"http","concurrency_policy":"ALLOW",
                "configuration":{"method":"PATCH","url":"HTTPS://user@h:1/p?q#f","headers":{"Z":"1","A":""},
                  "success_status":"204","tls_verify":false,"ca_cert":"x\\n-----BEGIN CERTIFICATE-----\\n",
                  "body":"b","timeout":86400},
                "environments":{"production":{"timeout":5,"enabled":true,"headers.X.Y":"v","url":null,"next_run_at":"x"},
                  "development":{}, "staging":null}
                """);

        assertThat(job.configuration().headers().keySet()).containsExactly("Z", "A");
        assertThat(job.configuration().successStatus().text()).isEqualTo("204");
        assertThat(job.environments().keySet()).containsExactly("production", "development");
        assertThat(leaves(job, "production").keySet()).containsExactly("timeout", "enabled", "headers.X.Y");
        assertThat(leaves(job, "development")).isEmpty();
        assertThat(job.retryPolicy()).isEqualTo("gentle");
    }

    @Test
    void nullStandsForLeftOut() {
        JobDefinition job = attributes("""
                "name":"n","description":null,"schedule":null,"timezone":null,"environments":null,"retry_policy":null,
                "type":null,"configuration":{"url":"http://h","method":null,"headers":null,"timeout":null,"body":null,
                "ca_cert":null,"tls_verify":null,"success_status":null}
                """);

        assertThat(job).isEqualTo(attributes(LEAST));
    }

    @Test
    void readOnlyAndUnknownMembersAreIgnored() {
        assertThat(attributes(LEAST + ",\"kind\":7,\"version\":\"x\",\"created_at\":[],\"mood\":1"))
                .isEqualTo(attributes(LEAST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "{} required /data",
                "{\"data\":null} required /data",
                "{\"data\":[]} invalid_type /data",
                "{\"data\":{\"id\":\"a\"}} required /data/attributes",
                "{\"data\":{\"id\":\"a\",\"attributes\":1}} invalid_type /data/attributes",
                "{\"data\":{\"id\":\"a\",\"type\":\"jobs\",\"attributes\":{*}}} invalid_value /data/type",
                "{\"data\":{\"id\":\"a\",\"type\":1,\"attributes\":{*}}} invalid_type /data/type",
                "{\"data\":{\"attributes\":{*}}} required /data/id",
                "{\"data\":{\"id\":1,\"attributes\":{*}}} invalid_type /data/id",
                "{\"data\":{\"id\":\"\",\"attributes\":{*}}} id_invalid /data/id",
                "{\"data\":{\"id\":\"a.\",\"attributes\":{*}}} id_invalid /data/id",
                "{\"data\":{\"id\":\"-a\",\"attributes\":{*}}} id_invalid /data/id",
                "{\"data\":{\"id\":\"a/b\",\"attributes\":{*}}} id_invalid /data/id",
                "{\"data\":{\"id\":\"é\",\"attributes\":{*}}} id_invalid /data/id"
            })
    void theEnvelopeIsJudged(String document, String code, String pointer) {
        assertThat(errors(document.replace("*", LEAST))).containsExactly(code + " " + pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.d-", "0"})
    void idsOfManyFormsAreTaken(String id) {
        String document = "{\"data\":{\"id\":\"" + id + "\",\"type\":\"job\",\"attributes\":{" + LEAST + "}}}";

        assertThat(JobDefinitions.created(json(document), FACTS).id()).isEqualTo(id);
    }

    @Test
    void anIdHasTwoHundredCharactersAtMost() {
        assertThat(ResourceId.valid("x".repeat(200))).isTrue();
        assertThat(ResourceId.valid("x".repeat(201))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "name - required",
                "name null required",
                "name 1 invalid_type",
                "name \"\" length_out_of_range",
                "name 201x length_out_of_range",
                "description [] invalid_type",
                "description 2001x length_out_of_range",
                "type \"ftp\" invalid_value",
                "concurrency_policy \"FORBID\" invalid_value",
                "configuration - required",
                "configuration [] invalid_type",
                "environments [] invalid_type",
                "retry_policy \"unheard-of\" policy_unknown",
                "retry_policy \"\" policy_unknown",
                "retry_policy 1 invalid_type",
                "schedule \"\" schedule_invalid",
                "schedule 5 invalid_type",
                "timezone \"UTC\" timezone_not_allowed"
            })
    void eachAttributeIsJudged(String name, String value, String code) {
        ObjectNode document = document(LEAST);
        put((ObjectNode) document.at("/data/attributes"), name, value);

        assertThat(errors(document)).containsExactly(code + " /data/attributes/" + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "method \"HEAD\" invalid_value",
                "method \"get\" invalid_value",
                "url \"\" length_out_of_range",
                "url 2049x length_out_of_range",
                "url 1 invalid_type",
                "url \"h/p\" url_invalid",
                "url \"ftp://h/\" url_invalid",
                "url \"http:h/\" url_invalid",
                "url \"http://\" url_invalid",
                "url \"http:///p\" url_invalid",
                "url \"http://?q\" url_invalid",
                "url \"http://:80/\" url_invalid",
                "url \"http://user@/\" url_invalid",
                "headers [] invalid_type",
                "success_status \"2XX\" invalid_value",
                "success_status \"600\" invalid_value",
                "success_status \"99\" invalid_value",
                "success_status 200 invalid_type",
                "tls_verify \"true\" invalid_type",
                "tls_verify 1 invalid_type",
                "ca_cert \"\" ca_cert_invalid",
                "ca_cert \"-----BEGIN\" ca_cert_invalid",
                "ca_cert 65537x length_out_of_range",
                "body {} invalid_type",
                "body 1048577x length_out_of_range",
                "timeout 0 number_out_of_range",
                "timeout 86401 number_out_of_range",
                "timeout 30.0 invalid_type",
                "timeout \"30\" invalid_type"
            })
    void eachMemberOfTheRequestIsJudgedAlikeInTheBaseAndInAnEntry(String name, String value, String code) {
        ObjectNode base = document(LEAST);
        put((ObjectNode) base.at("/data/attributes/configuration"), name, value);
        assertThat(errors(base)).containsExactly(code + " /data/attributes/configuration/" + name);

        ObjectNode overlaid = document(LEAST + ",\"environments\":{\"production\":{}}");
        put((ObjectNode) overlaid.at("/data/attributes/environments/production"), name, value);
        assertThat(errors(overlaid))
                .containsExactly((name.equals("headers") ? "unknown_leaf" : code)
                        + " /data/attributes/environments/production/" + name);
    }

    @Test
    void aUrlIsRequiredInTheBaseOnly() {
        assertThat(errors(document("\"name\":\"n\",\"configuration\":{}")))
                .containsExactly("required /data/attributes/configuration/url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest", "http://[::1]:80/", "https://a@b:c@h?", "http://h\\\\x"})
    void anUnsafeUrlMayBeWritten(String url) {
        attributes("\"name\":\"n\",\"configuration\":{\"url\":\"" + url + "\"}");
    }

    @Test
    void theRequestIsClosed() {
        assertThat(errors(document("\"name\":\"n\",\"configuration\":{\"url\":\"http://h\",\"verb\":null}")))
                .containsExactly("unknown_attribute /data/attributes/configuration/verb");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "configuration {} unknown_leaf",
                "headers {\"A\":\"b\"} unknown_leaf",
                "mood null unknown_leaf",
                "name \"n\" unknown_leaf",
                "enabled 1 invalid_type",
                "schedule \"@daily\" schedule_not_allowed",
                "timezone \"UTC\" timezone_not_allowed",
                "retry_policy \"unheard-of\" policy_unknown",
                "headers.X-Token null invalid_type",
                "headers.X-Token 1 invalid_type",
                "headers. \"v\" header_invalid",
                "headers.Host \"v\" header_reserved"
            })
    void eachLeafIsJudged(String leaf, String value, String code) {
        ObjectNode document = document(LEAST + ",\"environments\":{\"production\":{}}");
        put((ObjectNode) document.at("/data/attributes/environments/production"), leaf, value);

        assertThat(errors(document)).containsExactly(code + " /data/attributes/environments/production/" + leaf);
    }

    @Test
    void headersOfOneEntryDifferByMoreThanCase() {
        assertThat(errors(document(
                        LEAST + ",\"environments\":{\"production\":{\"headers.X-A\":\"1\",\"headers.x-a\":\"2\"}}")))
                .containsExactly("header_duplicate /data/attributes/environments/production/headers.x-a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "elsewhere {} environment_unknown",
                "a/b {} environment_unknown",
                "staging {} environment_unmanaged",
                "production true invalid_type"
            })
    void anEntryStandsUnderAManagedEnvironment(String key, String entry, String code) {
        assertThat(errors(document(LEAST + ",\"environments\":{\"" + key + "\":" + entry + "}")))
                .containsExactly(code + " /data/attributes/environments/" + key.replace("/", "~1"));
    }

    @Test
    void aScopedCallerMayNotNameAnEnvironmentOutsideItsScope() {
        JobFacts scoped = facts(new EnvironmentScope(Set.of("production")));
        ObjectNode document = document("\"environments\":{\"production\":{},\"elsewhere\":null}");

        Refused refused = catchThrowableOfType(Refused.class, () -> JobDefinitions.created(document, scoped));

        assertThat(refused.refusal()).isEqualTo(new Refusal.EnvironmentForbidden("elsewhere"));
    }

    @Test
    void aScopedReplacementKeepsWhatItCannotSee() {
        JobDefinition current = attributes(
                LEAST + ",\"environments\":{\"production\":{\"timeout\":1},\"development\":{\"timeout\":2}}");
        JobDefinition written = attributes(LEAST + ",\"environments\":{}");

        JobDefinition merged =
                JobDefinitions.keepingInvisible(written, current, new EnvironmentScope(Set.of("production")));

        assertThat(merged.environments().keySet()).containsExactly("development");
    }

    @Test
    void aReplacementMayLeaveItsIdOutButNotChangeIt() {
        String absent = "{\"data\":{\"attributes\":{" + LEAST + "}}}";
        String other = "{\"data\":{\"id\":\"b\",\"attributes\":{" + LEAST + "}}}";

        assertThat(JobDefinitions.replacing("a", json(absent), FACTS)).isEqualTo(attributes(LEAST));
        assertThat(refusals(() -> JobDefinitions.replacing("a", json(other), FACTS)))
                .containsExactly("id_mismatch /data/id");
    }

    @Test
    void allThatIsWrongIsReportedTogether() {
        assertThat(
                        errors(
                                "{\"data\":{\"attributes\":{\"configuration\":{\"timeout\":0},\"environments\":{\"x\":{\"y\":1}}}}}"))
                .containsExactly(
                        "required /data/id",
                        "required /data/attributes/name",
                        "required /data/attributes/configuration/url",
                        "number_out_of_range /data/attributes/configuration/timeout",
                        "environment_unknown /data/attributes/environments/x",
                        "unknown_leaf /data/attributes/environments/x/y");
    }

    private static JobDefinition attributes(String attributes) {
        return JobDefinitions.created(document(attributes), FACTS).definition();
    }

    private static Map<String, Object> leaves(JobDefinition job, String environment) {
        return Objects.requireNonNull(job.environments().get(environment)).leaves();
    }

    private static List<String> errors(String document) {
        return errors(json(document));
    }

    private static List<String> errors(ObjectNode document) {
        return refusals(() -> JobDefinitions.created(document, FACTS));
    }
}
