package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators, accounts and what their plans allow (API.md §7, §8.5). */
class PlansTest extends ApiTest {

    private static final String TOKEN = "the-token-of-the-operator";
    private static final String ACCOUNTS = "/operator/v1/accounts";

    private final Service operator = api.as(TOKEN);

    PlansTest() {
        super(Map.of(
                "RUNLEDGER_OPERATOR_TOKEN",
                TOKEN,
                "RUNLEDGER_PLANS",
                "{\"free\": {\"included_runs_per_month\": 3}, \"standard\": {\"included_runs_per_month\": 2,"
                        + " \"overage_micro_usd_per_run\": 5000, \"max_timeout_seconds\": 90}}"));
    }

    @Test
    void anAccountIsOpenedWithAKeyThatMayDoEverythingInIt() {
        Answer opened = operator.post(ACCOUNTS, json("{'name':'Team B'}"));

        JsonNode account = opened.json();
        assertThat(opened.status()).as(opened.body()).isEqualTo(201);
        assertThat(opened.header("content-type")).isEqualTo("application/json");
        assertThat(account.path("plan").asText()).isEqualTo("free");
        Service team = api.as(account.path("api_key").asText());
        JsonNode shown = team.get("/api/v1/accounts/current").json().path("data");
        assertThat(shown.path("id")).isEqualTo(account.path("id"));
        assertThat(shown.path("attributes"))
                .isEqualTo(tree("{'name':'Team B','plan':'free','created_at':" + account.path("created_at") + "}"));
        assertThat(managed(team)).containsExactly("development", "production");
        assertThat(team.get(KEYS).json().at("/data/0/attributes/role").asText()).isEqualTo("OWNER");
        assertThat(operator.get(ACCOUNTS).json().valueStream().map(one -> one.path("id")))
                .contains(account.path("id"), tree("'default'"));
    }

    @Test
    void stagingIsManagedWhereThePlanAllowsThree() {
        assertThat(managed(team("standard"))).containsExactly("development", "production", "staging");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{} | required /name",
                "{'name':''} | length_out_of_range /name",
                "{'name':7} | invalid_type /name",
                "{'name':'B','plan':'gold'} | plan_unknown /plan",
                "[] | invalid_type ",
                "{ | malformed_json "
            })
    void whatIsWrongWithAnAccountIsNamed(String body, String fault) {
        Answer answer = operator.post(ACCOUNTS, json(body));

        assertThat(answer.status()).isEqualTo(400);
        JsonNode error = answer.json().at("/errors/0");
        assertThat(error.path("code").asText() + " "
                        + error.at("/source/pointer").asText())
                .startsWith(fault);
    }

    @Test
    void onlyTheOperatorIsLetIn() {
        assertThat(api.get(ACCOUNTS).error()).isEqualTo("401 credentials_invalid");
        assertThat(api.as("").get(ACCOUNTS).error()).isEqualTo("401 credentials_missing");
        assertThat(api.as(TOKEN + "x").post(ACCOUNTS, "{}").error()).isEqualTo("401 credentials_invalid");
        assertThat(operator.get(JOBS).error()).isEqualTo("401 credentials_invalid");
        for (String way : List.of("/operator;a=b/v1", "/%6fperator/v1", "/x/../operator/v1", "/operator//v1")) {
            assertThat(api.get(way + "/accounts").status()).as(way).isIn(400, 401, 404);
        }
        assertThat(operator.put(ACCOUNTS + "/nobody/plan", json("{'plan':'pro'}"))
                        .error())
                .isEqualTo("404 account_not_found");
    }

    @Test
    void aPlanIsEffectiveAtOnce() {
        JsonNode account = operator.post(ACCOUNTS, json("{'name':'Moving'}")).json();
        String plan = ACCOUNTS + "/" + account.path("id").asText() + "/plan";
        Service team = api.as(account.path("api_key").asText());
        String job = document("slow", "{\"url\":\"http://h/\",\"timeout\":90}", "{}");
        assertThat(team.post(JOBS, job).error()).isEqualTo("402 timeout_above_plan");

        Answer changed = operator.put(plan, json("{'plan':'standard'}"));

        assertThat(changed.json().path("plan").asText()).isEqualTo("standard");
        assertThat(team.post(JOBS, job).status()).isEqualTo(201);
        assertThat(operator.put(plan, json("{'plan':'free'}")).status()).isEqualTo(200);
        assertThat(team.put(JOBS + "/slow", job).status()).isEqualTo(200);
        assertThat(team.put(JOBS + "/slow", job.replace("90", "89")).error()).isEqualTo("402 timeout_above_plan");
    }

    @Test
    void aLimitIsToldWithItsNumbers() {
        Service team = team("free");
        for (int i = 0; i < 10; i++) {
            assertThat(team.post(JOBS, document("job-" + i, calling("http://h/"), "{}"))
                            .status())
                    .isEqualTo(201);
        }

        Answer refused = team.post(JOBS, document("job-10", calling("http://h/"), "{}"));

        assertThat(refused.error()).isEqualTo("402 plan_limit_jobs");
        assertThat(refused.json().at("/errors/0/meta")).isEqualTo(tree("{'limit':10,'current':10,'plan':'free'}"));
        assertThat(team.delete(JOBS + "/job-0").status()).isEqualTo(204);
        assertThat(team.post(JOBS, document("job-10", calling("http://h/"), "{}"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aPlanThatStopsRunsNothingMoreAndTakesNoWritesThatWouldRun() {
        Service team = team("free");
        String attributes = "{'name':'J','configuration':{'url':'" + target.url("/stops")
                + "'},'environments':{'production':{'enabled':true}}}";
        assertThat(team.post(JOBS, document("j", tree(attributes))).status()).isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            assertThat(over(team, "j").path("status").asText()).isEqualTo("SUCCEEDED");
            target.taken("/stops");
        }

        JsonNode refused = over(team, "j");

        assertThat(refused.path("status").asText()).isEqualTo("FAILED");
        assertThat(refused.path("failure_reason").asText()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(refused.path("started_at").isNull()).isTrue();
        assertThat(target.wasCalled("/stops")).isFalse();
        assertThat(team.get("/api/v1/usage")
                        .json()
                        .at("/data/attributes/runs_used")
                        .asInt())
                .isEqualTo(3);
        assertThat(team.post(JOBS, document("k", tree(attributes))).error()).isEqualTo("402 allotment_exhausted");
        assertThat(team.put(JOBS + "/j", document("j", tree(attributes))).error())
                .isEqualTo("402 allotment_exhausted");
        assertThat(team.post(POLICIES, policyDocument("p", RETRYING)).error()).isEqualTo("402 allotment_exhausted");
        assertThat(team.get("/api/v1/usage_ledger")
                        .json()
                        .at("/data/0/attributes/decision")
                        .asText())
                .isEqualTo("REFUSED");
        assertThat(team.send("POST", "/api/v1/usage/actions/verify", "")
                        .json()
                        .path("equal")
                        .asBoolean())
                .isTrue();
        assertThat(team.put(SETTINGS, "{}").status()).isEqualTo(200);
        assertThat(team.delete(JOBS + "/j").status()).isEqualTo(204);
    }

    @Test
    void beyondAPlanWithAPriceTheAccountsOwnWishCounts() {
        Service team = team("standard");
        String job = document("j", calling(target.url("/priced")), PRODUCTION);
        assertThat(team.post(JOBS, job).status()).isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            assertThat(over(team, "j").path("status").asText()).isEqualTo("SUCCEEDED");
        }
        JsonNode usage = team.get("/api/v1/usage").json().at("/data/attributes");
        assertThat(usage.path("overage_runs").asInt()).isEqualTo(1);
        assertThat(usage.path("overage_cents").asInt()).isEqualTo(1);

        team.put(SETTINGS, json("{'jobs':{'overage_policy':'HARD_STOP'}}"));
        assertThat(over(team, "j").path("failure_reason").asText()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(team.put(JOBS + "/j", job).status()).isEqualTo(200);

        // Two runs cost a cent, so the fourth is the last.
        team.put(SETTINGS, json("{'jobs':{'overage_policy':'CAPPED','overage_budget_cents':1}}"));
        assertThat(over(team, "j").path("status").asText()).isEqualTo("SUCCEEDED");
        JsonNode beyond = over(team, "j");
        assertThat(beyond.path("failure_reason").asText()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(beyond.path("error").asText()).contains("overage_budget_cents");
        assertThat(team.get("/api/v1/usage")
                        .json()
                        .at("/data/attributes/overage_cents")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void productsAndPlansAreForEverybody() {
        Service nobody = api.as("");
        JsonNode product = nobody.get("/api/v1/products").json().at("/data/0");
        assertThat(product.path("id").asText()).isEqualTo("jobs");
        assertThat(product.at("/attributes/metered_limits/0").asText()).isEqualTo("jobs.included_runs_per_month");
        assertThat(product.at("/attributes/plans/standard"))
                .isEqualTo(tree("{'price_monthly_cents':1900,'limits':{"
                        + "'jobs.included_runs_per_month':2,'jobs.max_jobs':100,'jobs.min_interval_seconds':60,"
                        + "'jobs.max_timeout_seconds':90,'jobs.history_retention_days':30,'platform.managed_environments':5},"
                        + "'overage_rates':{'jobs.included_runs_per_month':5000}}"));
        assertThat(product.at("/attributes/limits").size()).isEqualTo(6);
        assertThat(ids(nobody.get("/api/v1/plans"))).containsExactly("free", "standard", "pro", "enterprise");
        assertThat(nobody.get("/api/v1/plans?meta[total]=true&page[size]=3")
                        .json()
                        .at("/meta/pagination"))
                .isEqualTo(tree("{'page':1,'size':3,'total':4,'total_pages':2}"));
    }

    private Service team(String plan) {
        return api.as(operator.post(ACCOUNTS, json("{'name':'Team','plan':'" + plan + "'}"))
                .json()
                .path("api_key")
                .asText());
    }

    private static List<String> managed(Service team) {
        return ids(team.get(ENVIRONMENTS + "?filter[managed]=true&sort=name"));
    }

    private static JsonNode over(Service team, String job) {
        Answer run = team.send("POST", JOBS + "/" + job + "/actions/run", "");
        assertThat(run.status()).as(run.body()).isEqualTo(200);
        return ended(team, run.json().at("/data/id").asText());
    }
}
