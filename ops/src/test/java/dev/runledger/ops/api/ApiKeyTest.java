package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.command.account.LastUses;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Making, changing and ending API keys. */
class ApiKeyTest extends ApiTest {

    private static final String MEMBER = "sk_api_member-without-keys";
    private static final String ADMIN = "sk_api_admin-of-keys";
    private static final String STAGING_ADMIN = "sk_api_admin-of-keys-of-staging";

    ApiKeyTest() {
        super(Map.of());
        node.addKey(MEMBER, Role.MEMBER);
        node.addKey(ADMIN, Role.ADMIN);
        node.addKey(STAGING_ADMIN, Role.ADMIN, "staging");
    }

    @Test
    void aNewKeyIsShownOnceAndLetsItsHolderIn() {
        Answer made = api.post(KEYS, written("'name':'Deployments','role':'MEMBER','unknown':1,'status':'REVOKED'"));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        JsonNode attributes = made.json().at("/data/attributes");
        String secret = attributes.path("key").textValue();
        assertThat(attributes.path("status").textValue()).isEqualTo("ACTIVE");
        assertThat(attributes.path("scopes").isEmpty()).isTrue();
        assertThat(attributes.path("expires_at").isNull()).isTrue();
        assertThat(secret).startsWith(attributes.path("prefix").textValue());
        assertThat(api.as(secret).get(JOBS).status()).isEqualTo(200);
        assertThat(api.as(secret).get(KEYS).error()).isEqualTo("403 role_insufficient");
        String shown = api.get(made.header("location")).body();
        assertThat(shown).contains("Deployments").doesNotContain("\"key\"").doesNotContain(secret);
        assertThat(everythingStored()).noneMatch(stored -> stored.contains(secret.substring(12)));
    }

    private List<String> everythingStored() {
        return node.sql()
                .query(
                        "SELECT convert_from(payload, 'UTF8') FROM ledger.event WHERE stream = 'default.1/account'"
                                + " UNION ALL SELECT k::text FROM ledger.api_key k",
                        (row, n) -> row.getString(1));
    }

    @Test
    void aRevokedOrDeletedKeyIsRefusedForEver() {
        JsonNode revoked = madeKey("'name':'Revoked'");
        JsonNode deleted = madeKey("'name':'Deleted'");

        Answer answer = api.send("POST", path(revoked) + "/actions/revoke", "");
        assertThat(answer.json().at("/data/attributes/status").textValue()).isEqualTo("REVOKED");
        assertThat(api.send("POST", path(revoked) + "/actions/revoke", "").json())
                .isEqualTo(answer.json());
        assertThat(api.delete(path(deleted)).status()).isEqualTo(204);

        awaitRefused(secret(revoked));
        awaitRefused(secret(deleted));
        assertThat(api.get(path(revoked)).status()).isEqualTo(200);
        assertThat(api.get(path(deleted)).error()).isEqualTo("404 api_key_not_found");
    }

    @Test
    void aKeyIsRefusedOnceItHasExpired() {
        String soon = now().plusSeconds(2).toString();
        JsonNode key = madeKey("'name':'Short','expires_at':'" + soon + "'");

        assertThat(api.as(secret(key)).get(JOBS).status()).isIn(200, 401);
        awaitRefused(secret(key));
        assertThat(api.get(path(key)).json().at("/data/attributes/status").textValue())
                .isEqualTo("ACTIVE");
    }

    private void awaitRefused(String secret) {
        Awaitility.await().atMost(PATIENCE).until(() -> api.as(secret).get(JOBS).status() == 401);
        assertThat(api.as(secret).get(JOBS).error()).isEqualTo("401 credentials_invalid");
    }

    @Test
    void aReplacementReplacesAllButTheRole() {
        JsonNode key = madeKey("'name':'Old','role':'VIEWER','scopes':{'environments':['staging','production']}");
        assertThat(key.at("/attributes/scopes/environments").toString()).isEqualTo("[\"production\",\"staging\"]");

        Answer answer = api.put(path(key), written("'name':'New','role':'OWNER'"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode attributes = answer.json().at("/data/attributes");
        assertThat(attributes.path("name").textValue()).isEqualTo("New");
        assertThat(attributes.path("role").textValue()).isEqualTo("VIEWER");
        assertThat(attributes.path("scopes").isEmpty()).isTrue();
    }

    @Test
    void whenAKeyWasUsedIsToldAMomentLater() {
        JsonNode key = madeKey("'name':'Used'");
        assertThat(key.at("/attributes/last_used_at").isNull()).isTrue();
        api.as(secret(key)).get(JOBS);

        node.part(LastUses.class).write();

        assertThat(api.get(path(key)).json().at("/data/attributes/last_used_at").textValue())
                .isGreaterThanOrEqualTo(key.at("/attributes/created_at").textValue());
    }

    @Test
    void nobodyGivesMoreThanHeHas() {
        assertThat(api.as(MEMBER).post(KEYS, "{").error()).isEqualTo("403 role_insufficient");
        assertThat(api.as(ADMIN)
                        .post(KEYS, written("'name':'n','role':'OWNER'"))
                        .error())
                .isEqualTo("403 role_insufficient");
        assertThat(api.as(ADMIN)
                        .post(KEYS, written("'name':'n'"))
                        .json()
                        .at("/data/attributes/role")
                        .textValue())
                .isEqualTo("ADMIN");
        Service staging = api.as(STAGING_ADMIN);
        assertThat(staging.post(KEYS, written("'name':'n','scopes':{'environments':['staging','production']}"))
                        .error())
                .isEqualTo("403 environment_forbidden");
        JsonNode own =
                staging.post(KEYS, written("'name':'n','scopes':{}")).json().path("data");
        assertThat(own.at("/attributes/scopes/environments").toString()).isEqualTo("[\"staging\"]");
        assertThat(staging.put(path(own), written("'name':'n','scopes':{'environments':['production']}"))
                        .error())
                .isEqualTo("403 environment_forbidden");
    }

    @Test
    void keysThatReachFurtherOrHigherAreOutOfReach() {
        JsonNode all = madeKey("'name':'All','role':'MEMBER'");
        JsonNode other = madeKey("'name':'Other','role':'MEMBER','scopes':{'environments':['production','staging']}");
        Service staging = api.as(STAGING_ADMIN);

        for (JsonNode key : List.of(all, other)) {
            assertThat(staging.get(path(key)).error()).isEqualTo("404 api_key_not_found");
            assertThat(staging.delete(path(key)).error()).isEqualTo("404 api_key_not_found");
        }
        assertThat(staging.get(KEYS).json().findValues("scopes"))
                .isNotEmpty()
                .allMatch(scopes -> scopes.toString().equals("{\"environments\":[\"staging\"]}"));
        JsonNode owner = madeKey("'name':'Owner'");
        assertThat(api.as(ADMIN).get(path(owner)).status()).isEqualTo(200);
        assertThat(api.as(ADMIN).delete(path(owner)).error()).isEqualTo("403 role_insufficient");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'role':'MEMBER' | required /data/attributes/name",
                "'name':'' | length_out_of_range /data/attributes/name",
                "'name':'n','role':'member' | invalid_value /data/attributes/role",
                "'name':'n','scopes':[] | invalid_type /data/attributes/scopes",
                "'name':'n','scopes':{'environments':[]} | length_out_of_range /data/attributes/scopes/environments",
                "'name':'n','scopes':{'environments':['QA','qa']} | invalid_value /data/attributes/scopes/environments/0",
                "'name':'n','expires_at':'2020-01-01T00:00:00Z' | invalid_value /data/attributes/expires_at",
                "'name':'n','expires_at':'soon' | invalid_value /data/attributes/expires_at"
            },
            quoteCharacter = '#')
    void whatIsWrongIsLocated(String attributes, String error) {
        JsonNode first = api.post(KEYS, written(attributes)).json().at("/errors/0");

        assertThat(first.path("code").textValue() + " "
                        + first.at("/source/pointer").textValue())
                .isEqualTo(error);
    }

    @Test
    void theListIsSortedAndPaged() {
        madeKey("'name':'0-b'");
        madeKey("'name':'0-A'");

        List<String> names =
                api.get(KEYS + "?page[size]=2&meta[total]=true").json().findValuesAsText("name");
        assertThat(names).containsExactly("0-A", "0-b");
        assertThat(api.get(KEYS + "?sort=-created_at&page[size]=1").json().findValuesAsText("name"))
                .containsExactly("0-A");
        assertThat(api.get(KEYS + "?sort=prefix").error()).isEqualTo("400 parameter_invalid");
    }

    private JsonNode madeKey(String attributes) {
        Answer answer = api.post(KEYS, written(attributes));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("data");
    }

    private static String secret(JsonNode key) {
        return key.at("/attributes/key").textValue();
    }

    private static String path(JsonNode key) {
        return KEYS + "/" + key.path("id").textValue();
    }

    private static String written(String attributes) {
        return json("{'data':{'type':'api_key','attributes':{" + attributes + "}}}");
    }
}
