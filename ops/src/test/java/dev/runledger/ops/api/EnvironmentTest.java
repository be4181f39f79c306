package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making and reading environments, and jobs that run in them. */
class EnvironmentTest extends ApiTest {

    private static final String VIEWER = "sk_api_viewer-of-environments";
    private static final String MEMBER = "sk_api_member-without-environments";
    private static final String ADMIN = "sk_api_admin-of-environments";

    EnvironmentTest() {
        super(Map.of());
        node.addKey(VIEWER, Role.VIEWER);
        node.addKey(MEMBER, Role.MEMBER);
        node.addKey(ADMIN, Role.ADMIN);
    }

    @Test
    void anAccountBeginsWithThreeOfWhichOneIsProtected() {
        JsonNode data =
                api.get(ENVIRONMENTS + "?filter[managed]=true&sort=name").json().path("data");

        assertThat(data.findValuesAsText("id")).contains("development", "production", "staging");
        JsonNode production =
                api.as(VIEWER).get(ENVIRONMENTS + "/production").json().at("/data/attributes");
        assertThat(production.path("name").textValue()).isEqualTo("production");
        assertThat(production.path("color").isNull()).isTrue();
        assertThat(production.path("classification").textValue()).isEqualTo("STANDARD");
        assertThat(production.path("managed").booleanValue()).isTrue();
        assertThat(production.path("protected").booleanValue()).isTrue();
        assertThat(production.path("updated_at")).isEqualTo(production.path("created_at"));
    }

    @Test
    void aNewOneIsAnsweredWithItsPlaceAndReadAtOnce() {
        Answer made = api.as(ADMIN).post(ENVIRONMENTS, """
                {"data":{"type":"environment","id":"qa-1","attributes":{"name":"QA","color":"#0a7","classification":"AD_HOC",
                 "managed":true,"protected":true,"created_at":"2000-01-01T00:00:00Z","unknown":1}}}""");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("location")).isEqualTo(ENVIRONMENTS + "/qa-1");
        assertThat(made.header("etag")).isEmpty();
        JsonNode attributes = made.json().at("/data/attributes");
        assertThat(attributes.path("classification").textValue()).isEqualTo("AD_HOC");
        assertThat(attributes.path("protected").booleanValue()).isFalse();
        assertThat(attributes.path("created_at").textValue()).isGreaterThan("2020");
        assertThat(api.get(ENVIRONMENTS + "/qa-1").json()).isEqualTo(made.json());
    }

    @Test
    void jobsMayNameAndUseAManagedOneAtOnce() {
        make("fresh", "\"name\":\"Fresh\",\"managed\":true");

        JsonNode run = ranOnce(calling(target.url("/fresh")), "{\"fresh\":{\"enabled\":true}}");

        assertThat(run.path("environment").textValue()).isEqualTo("fresh");
        assertThat(run.path("status").textValue()).isEqualTo("SUCCEEDED");
    }

    @Test
    void jobsMayNotNameOneThatIsNotManaged() {
        make("idle", "\"name\":\"Idle\"");

        assertThat(api.post(JOBS, document(freshId(), calling("http://h/"), "{\"idle\":{}}"))
                        .error())
                .isEqualTo("400 environment_unmanaged");
    }

    @Test
    void anIdThatExistsIsTaken() {
        Answer answer = api.post(ENVIRONMENTS, written("production", "\"name\":\"Mine\""));

        assertThat(answer.error()).isEqualTo("409 id_taken");
        assertThat(answer.json().at("/errors/0/source/pointer").textValue()).isEqualTo("/data/id");
        assertThat(answer.json().at("/errors/0/detail").textValue()).contains("environment production");
        assertThat(api.get(ENVIRONMENTS + "/production")
                        .json()
                        .at("/data/attributes/name")
                        .textValue())
                .isEqualTo("production");
    }

    @ParameterizedTest
    @ValueSource(strings = {VIEWER, MEMBER})
    void onlyAdminsMakeThem(String key) {
        assertThat(api.as(key).post(ENVIRONMENTS, "{").error()).isEqualTo("403 role_insufficient");
    }

    @Test
    void whatIsWrongIsLocated() {
        JsonNode errors = api.post(ENVIRONMENTS, """
                {"data":{"type":"job","id":"QA","attributes":{"color":7,"classification":"x","managed":"yes"}}}""").json().path("errors");

        assertThat(errors.findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/data/type",
                        "/data/id",
                        "/data/attributes/name",
                        "/data/attributes/color",
                        "/data/attributes/classification",
                        "/data/attributes/managed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "Production", "%20", "a.b", "%C3%A9"})
    void anUnknownOneIsNotFound(String id) {
        assertThat(api.get(ENVIRONMENTS + "/" + id).error()).isEqualTo("404 environment_not_found");
    }

    @Test
    void theListIsFilteredSortedAndPaged() {
        make("list-b", "\"name\":\"alpha list\",\"classification\":\"AD_HOC\"");
        make("list-a", "\"name\":\"Beta list\",\"managed\":true");
        make("list-c", "\"name\":\"alpha LIST\"");

        assertThat(ids("?filter[search]=List")).containsExactly("list-b", "list-c", "list-a");
        assertThat(ids("?filter[search]=list&sort=-name")).containsExactly("list-a", "list-c", "list-b");
        assertThat(ids("?filter[search]=list&sort=created_at")).containsExactly("list-b", "list-a", "list-c");
        assertThat(ids("?filter[search]=list&filter[classification]=AD_HOC")).containsExactly("list-b");
        assertThat(ids("?filter[search]=list&filter[managed]=TRUE")).containsExactly("list-a");
        assertThat(ids("?filter[search]=list&page[size]=2&page[number]=2")).containsExactly("list-a");
        assertThat(api.get(ENVIRONMENTS + "?filter[search]=list&page[size]=2&page[number]=9&meta[total]=true")
                        .json()
                        .at("/meta/pagination")
                        .toString())
                .contains("\"page\":9", "\"size\":2", "\"total\":3", "\"total_pages\":2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page[size]=0",
                "page[size]=1001",
                "page[number]=0",
                "sort=id",
                "filter[classification]=standard",
                "filter[managed]=1",
                "meta[total]=yes",
                "filter[search]=a&filter[search]=b"
            })
    void aWrongParameterIsRefused(String parameter) {
        assertThat(api.get(ENVIRONMENTS + "?" + parameter).error()).isEqualTo("400 parameter_invalid");
    }

    @Test
    void aReplacementReplacesAll() {
        make("replaced", "\"name\":\"Old\",\"color\":\"#0a7\",\"classification\":\"AD_HOC\",\"managed\":true");

        Answer answer = api.as(ADMIN).put(ENVIRONMENTS + "/replaced", "{\"data\":{\"attributes\":{\"name\":\"New\"}}}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode attributes = answer.json().at("/data/attributes");
        assertThat(attributes.path("name").textValue()).isEqualTo("New");
        assertThat(attributes.path("color").isNull()).isTrue();
        assertThat(attributes.path("classification").textValue()).isEqualTo("STANDARD");
        assertThat(attributes.path("managed").booleanValue()).isFalse();
        assertThat(api.get(ENVIRONMENTS + "/replaced").json()).isEqualTo(answer.json());
    }

    @Test
    void aReplacementIsJudgedInTheOrderOfTheContract() {
        make("judged", "\"name\":\"Judged\"");

        assertThat(api.as(MEMBER).put(ENVIRONMENTS + "/nowhere", "{").error()).isEqualTo("403 role_insufficient");
        assertThat(api.put(ENVIRONMENTS + "/nowhere", "{").error()).isEqualTo("404 environment_not_found");
        assertThat(api.put(ENVIRONMENTS + "/judged", written("other", "\"name\":\"n\""))
                        .error())
                .isEqualTo("400 id_mismatch");
        assertThat(api.put(ENVIRONMENTS + "/production", "{\"data\":{\"attributes\":{\"name\":\"n\"}}}")
                        .error())
                .isEqualTo("409 environment_protected");
        assertThat(api.as(MEMBER).delete(ENVIRONMENTS + "/nowhere").error()).isEqualTo("403 role_insufficient");
        assertThat(api.delete(ENVIRONMENTS + "/nowhere").error()).isEqualTo("404 environment_not_found");
        assertThat(api.delete(ENVIRONMENTS + "/judged?cascade=1").error()).isEqualTo("400 parameter_invalid");
        assertThat(api.delete(ENVIRONMENTS + "/production?cascade=true").error())
                .isEqualTo("409 environment_protected");
    }

    @Test
    void itsUseIsTheJobsThatHaveAnEntry() {
        make("used", "\"name\":\"Used\",\"managed\":true");
        job(calling("http://h/"), "{\"used\":{\"enabled\":true}}");
        String other = job(calling("http://h/"), "{\"used\":{}}");
        job(calling("http://h/"), PRODUCTION);
        assertThat(usage("used")).isEqualTo(2);

        api.delete(JOBS + "/" + other);

        assertThat(usage("used")).isEqualTo(1);
    }

    @Test
    void anIdIsFreeAgainAfterTheEnvironmentIsDeleted() {
        make("again", "\"name\":\"First\"");
        assertThat(api.delete(ENVIRONMENTS + "/again").status()).isEqualTo(204);
        assertThat(api.get(ENVIRONMENTS + "/again").error()).isEqualTo("404 environment_not_found");

        make("again", "\"name\":\"Second\"");

        assertThat(api.get(ENVIRONMENTS + "/again")
                        .json()
                        .at("/data/attributes/name")
                        .textValue())
                .isEqualTo("Second");
    }

    private int usage(String environment) {
        return api.get(ENVIRONMENTS + "/" + environment + "/usage")
                .json()
                .at("/data/attributes/jobs")
                .intValue();
    }

    private List<String> ids(String query) {
        return api.get(ENVIRONMENTS + query).json().path("data").findValuesAsText("id");
    }

    private void make(String id, String attributes) {
        Answer made = api.post(ENVIRONMENTS, written(id, attributes));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private static String written(String id, String attributes) {
        return "{\"data\":{\"id\":\"" + id + "\",\"attributes\":{" + attributes + "}}}";
    }
}
