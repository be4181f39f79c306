package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a key that is restricted to environments can see and do, at every endpoint (API.md §1.2). */
class ScopedKeyTest extends ApiTest {

    private static final String STAGING = "sk_api_owner-of-staging-alone";
    private static final String TWO = "sk_api_owner-of-two-environments";
    private static final String EVERYWHERE =
            "{\"production\":{\"enabled\":true,\"headers.X-Where\":\"p\"},\"staging\":{\"enabled\":true}}";

    private final Service staging = api.as(STAGING);

    ScopedKeyTest() {
        super(Map.of());
        node.addKey(STAGING, Role.OWNER, "staging");
        node.addKey(TWO, Role.OWNER, "staging", "development");
    }

    @Test
    void jobsShowVisibleEntriesOnly() {
        String job = job(calling("http://h/"), EVERYWHERE);

        assertThat(entries(staging.get(JOBS + "/" + job).json().at("/data/attributes")))
                .containsExactly("staging");
        JsonNode listed = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> staging.get(JOBS)
                                .json()
                                .path("data")
                                .valueStream()
                                .filter(shown -> shown.path("id").asText().equals(job))
                                .toList(),
                        found -> found.size() == 1)
                .getFirst();
        assertThat(entries(listed.path("attributes"))).containsExactly("staging");
        assertThat(staging.get(JOBS).body()).doesNotContain("X-Where");
    }

    @Test
    void aPutKeepsWhatItDoesNotSee() {
        String job = job(calling("http://h/"), EVERYWHERE);
        JsonNode seen = staging.get(JOBS + "/" + job).json().at("/data/attributes");

        assertThat(staging.put(JOBS + "/" + job, document(job, seen)).status()).isEqualTo(200);
        assertThat(entries(read(job))).containsExactlyInAnyOrder("production", "staging");
        assertThat(staging.put(JOBS + "/" + job, document(job, calling("http://h/"), "{}"))
                        .status())
                .isEqualTo(200);
        assertThat(entries(read(job))).containsExactly("production");
    }

    @Test
    void namingAnotherEnvironmentIsForbiddenWhetherItExistsOrNot() {
        String job = job(calling("http://h/"), EVERYWHERE);
        for (String other : List.of("production", "nowhere")) {
            String entry = "{\"" + other + "\":{}}";
            for (String error : List.of(
                    staging.post(JOBS, document(freshId(), calling("http://h/"), entry))
                            .error(),
                    staging.put(JOBS + "/" + job, document(job, calling("http://h/"), entry))
                            .error(),
                    staging.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"" + other + "\"}")
                            .error(),
                    staging.get(RUNS + "?filter[environment]=" + other).error(),
                    staging.get(STATS + "?filter[environment]=" + other).error(),
                    staging.post(ENVIRONMENTS, "{\"data\":{\"id\":\"" + other + "\",\"attributes\":{\"name\":\"n\"}}}")
                            .error())) {
                assertThat(error).isEqualTo("403 environment_forbidden");
            }
        }
    }

    @Test
    void runsOfOtherEnvironmentsDoNotExist() {
        String job = job(calling(target.url("/scoped")), EVERYWHERE);
        String hidden = api.post(JOBS + "/" + job + "/actions/run", "{\"environment\":\"production\"}")
                .json()
                .at("/data/id")
                .textValue();
        ended(hidden);
        String seen = staging.send("POST", JOBS + "/" + job + "/actions/run", "")
                .json()
                .at("/data/id")
                .textValue();
        assertThat(ended(seen).path("environment").textValue()).isEqualTo("staging");

        assertThat(staging.get(RUNS + "/" + hidden).error()).isEqualTo("404 run_not_found");
        for (String action : List.of("cancel", "rerun")) {
            assertThat(staging.send("POST", RUNS + "/" + hidden + "/actions/" + action, "")
                            .error())
                    .isEqualTo("404 run_not_found");
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(ids(api.get(RUNS + "?filter[job]=" + job))).containsExactly(seen, hidden));
        for (String query : List.of("filter[job]=" + job, "last_run_only=true&filter[job]=" + job)) {
            assertThat(ids(staging.get(RUNS + "?" + query))).containsExactly(seen);
        }
        assertThat(staging.get(STATS + "?filter[job]=" + job)
                        .json()
                        .at("/data/attributes/by_status/SUCCEEDED")
                        .asInt(-1))
                .isEqualTo(api.get(STATS + "?filter[environment]=staging&filter[job]=" + job)
                        .json()
                        .at("/data/attributes/by_status/SUCCEEDED")
                        .asInt(-1));
    }

    @Test
    void environmentsOutsideDoNotExist() {
        assertThat(ids(staging.get(ENVIRONMENTS))).containsExactly("staging");
        for (String path : List.of(ENVIRONMENTS + "/production", ENVIRONMENTS + "/nowhere")) {
            assertThat(staging.get(path).error()).isEqualTo("404 environment_not_found");
            assertThat(staging.get(path + "/usage").error()).isEqualTo("404 environment_not_found");
            assertThat(staging.put(path, "{").error()).isEqualTo("404 environment_not_found");
            assertThat(staging.delete(path).error()).isEqualTo("404 environment_not_found");
        }
    }

    @Test
    void aKeyToOneEnvironmentSuppliesItWhereNoneIsNamed() {
        String once = document(
                freshId(), tree("{'name':'Once','schedule':'2100-01-01T00:00','configuration':{'url':'http://h/'}}"));

        assertThat(entries(staging.post(JOBS, once).json().at("/data/attributes")))
                .containsExactly("staging");
        String other = document(
                freshId(), tree("{'name':'Once','schedule':'2100-01-01T00:00','configuration':{'url':'http://h/'}}"));
        assertThat(api.as(TWO).post(JOBS, other).error()).isEqualTo("400 environment_required");
        String job = job(calling("http://h/"), "{\"staging\":{\"enabled\":true},\"development\":{\"enabled\":true}}");
        assertThat(api.as(TWO)
                        .send("POST", JOBS + "/" + job + "/actions/run", "")
                        .error())
                .isEqualTo("400 environment_ambiguous");
    }

    @Test
    void baseAndDeletionDependOnTheRoleAlone() {
        String job = job(calling("http://h/"), EVERYWHERE);
        String policy = policy();

        assertThat(staging.get(POLICIES + "/" + policy).status()).isEqualTo(200);
        assertThat(staging.delete(POLICIES + "/" + policy).status()).isEqualTo(204);
        assertThat(staging.delete(JOBS + "/" + job).status()).isEqualTo(204);
    }

    @Test
    void whatIsTheWholeAccountsIsShownWhole() {
        String job = job(calling(target.url("/whole")), "{\"production\":{\"enabled\":true}}");
        String hidden = run(job);
        ended(hidden);

        assertThat(staging.get("/api/v1/usage").body())
                .isEqualTo(api.get("/api/v1/usage").body());
        assertThat(staging.get("/api/v1/usage_ledger").body()).doesNotContain(hidden);
        assertThat(staging.send("POST", "/api/v1/usage/actions/verify", "")
                        .json()
                        .path("equal")
                        .asBoolean())
                .isTrue();
        assertThat(staging.get("/api/v1/accounts/current").body())
                .isEqualTo(api.get("/api/v1/accounts/current").body());
        assertThat(staging.put(SETTINGS, json("{'by':'staging'}")).status()).isEqualTo(200);
        assertThat(api.get(SETTINGS).json().path("by").asText()).isEqualTo("staging");
    }

    @Test
    void whatNamesNoEnvironmentIsOpen() {
        assertThat(staging.post("/api/v1/actions/check_url", json("{'url':'http://10.0.0.1/'}"))
                        .status())
                .isEqualTo(200);
        assertThat(staging.get("/api/v1/schedule_preview?schedule=@daily").status())
                .isEqualTo(200);
    }

    private static List<String> entries(JsonNode job) {
        return job.path("environments").propertyStream().map(Map.Entry::getKey).toList();
    }
}
