package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two accounts with the same ids: whatever one asks, at every endpoint, it never meets what is the other's (API.md §7.4). */
class IsolationTest extends ApiTest {

    private static final String TOKEN = "the-token-of-the-operator";

    /** In all that belongs to the first account, and nowhere else. */
    private static final String MARK = "belongs-to-the-first";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    private final Service first;
    private final Service second;

    /** The ids of the first one's runs and keys, which the second cannot have by chance. */
    private final List<String> unguessable = new ArrayList<>();

    IsolationTest() {
        super(Map.of("RUNLEDGER_OPERATOR_TOKEN", TOKEN));
        first = team();
        second = team();
    }

    private Service team() {
        Answer opened = api.as(TOKEN).post("/operator/v1/accounts", json("{'name':'Team','plan':'pro'}"));
        return api.as(opened.json().path("api_key").asText());
    }

    @Test
    void nothingOfAnotherAccountIsShownOrChangedAtAnyEndpoint() {
        fill(first, MARK);
        fill(second, "belongs-to-the-second");
        settled(first);
        settled(second);
        remember(first);
        List<String> before = everythingOf(first);
        assertThat(before).anyMatch(answer -> answer.contains(MARK));

        for (JsonNode operation : operations()) {
            for (String target : targets(operation)) {
                Answer answer = asked(operation, target);
                assertThat(answer.body())
                        .as(operation.path("method").asText() + " " + target)
                        .doesNotContain(MARK);
                String path = target.split("\\?")[0];
                if (unguessable.stream().anyMatch(path::contains)) {
                    assertThat(answer.status()).as(target + answer.body()).isEqualTo(404);
                }
            }
        }

        assertThat(everythingOf(first)).isEqualTo(before);
    }

    @Test
    void listsAndCountsHoldTheOwnOnly() {
        fill(first, MARK);
        settled(first);
        Service third = team();

        assertThat(ids(third.get(JOBS))).isEmpty();
        assertThat(ids(third.get(RUNS))).isEmpty();
        assertThat(ids(third.get(POLICIES))).isEmpty();
        assertThat(ids(third.get(KEYS))).hasSize(1);
        assertThat(ids(third.get(ENVIRONMENTS))).containsExactlyInAnyOrder("production", "development", "staging");
        assertThat(third.get("/api/v1/usage")
                        .json()
                        .at("/data/attributes/runs_used")
                        .asInt())
                .isZero();
        assertThat(third.get("/api/v1/usage")
                        .json()
                        .at("/data/attributes/active_jobs")
                        .asInt())
                .isZero();
        assertThat(ids(third.get("/api/v1/usage_ledger"))).isEmpty();
        assertThat(third.get(STATS).json().at("/data/attributes/total").asInt()).isZero();
        assertThat(third.get(SETTINGS).json()).isEqualTo(tree("{'jobs':{'overage_policy':'ALLOW'}}"));
    }

    @Test
    void anIdempotencyKeyIsTheAccountsOwn() {
        String made = document("keyed", "{\"url\":\"http://h/\",\"body\":\"" + MARK + "\"}", "{}");
        assertThat(first.send("POST", JOBS, made, "Idempotency-Key: same").status())
                .isEqualTo(201);

        Answer others = second.send("POST", JOBS, made.replace(MARK, "another"), "Idempotency-Key: same");

        assertThat(others.status()).isEqualTo(201);
        assertThat(others.body()).doesNotContain(MARK);
    }

    /** The same ids for both. */
    private void fill(Service account, String mark) {
        if (account.get(JOBS + "/shared").status() == 200) {
            return;
        }
        made(account.post(
                ENVIRONMENTS, json("{'data':{'id':'own','attributes':{'name':'" + mark + "','managed':true}}}")));
        made(account.post(POLICIES, policyDocument("shared", RETRYING.replace("Policy", mark))));
        String job = json(
                "{'name':'" + mark + "','description':'" + mark + "','retry_policy':'shared','configuration':{'url':'"
                        + target.url("/isolated") + "','body':'" + mark + "','headers':{'X-Mark':'" + mark + "'}},"
                        + "'environments':{'own':{'enabled':true,'headers.X-Own':'" + mark + "'}}}");
        made(account.post(JOBS, document("shared", tree(job))));
        made(account.post(
                JOBS,
                document(
                        "later",
                        tree(job.replace(
                                "\"retry_policy\"", "\"schedule\":\"2099-01-01T00:00:00Z\",\"retry_policy\"")))));
        assertThat(account.put(SETTINGS, json("{'mark':'" + mark + "'}")).status())
                .isEqualTo(200);
        made(account.post(KEYS, json("{'data':{'attributes':{'name':'" + mark + "','role':'VIEWER'}}}")));
        Answer run = account.send("POST", JOBS + "/shared/actions/run", "");
        JsonNode over = ended(account, run.json().at("/data/id").asText());
        assertThat(over.path("status").asText()).isEqualTo("SUCCEEDED");
    }

    private static void made(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /** Once its lists show what it has. */
    private static void settled(Service account) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> ids(account.get(RUNS)).size() == 2
                        && ids(account.get(JOBS + "?filter[scheduled]=true")).size() == 1
                        && ids(account.get(RUNS + "?filter[status]=SUCCEEDED")).size() == 1);
    }

    private void remember(Service account) {
        unguessable.addAll(ids(account.get(RUNS)));
        unguessable.addAll(ids(account.get(KEYS)));
        assertThat(unguessable).hasSize(4);
    }

    /** All that it can read, but what changes by being asked for. */
    private static List<String> everythingOf(Service account) {
        List<String> all = new ArrayList<>();
        for (String path : List.of(
                JOBS,
                JOBS + "/shared",
                JOBS + "/later",
                RUNS,
                POLICIES,
                ENVIRONMENTS,
                ENVIRONMENTS + "/own/usage",
                SETTINGS,
                "/api/v1/accounts/current",
                "/api/v1/usage",
                "/api/v1/usage_ledger")) {
            all.add(account.get(path).body());
        }
        ids(account.get(RUNS))
                .forEach(run -> all.add(account.get(RUNS + "/" + run).body()));
        ids(account.get(KEYS))
                .forEach(key -> all.add(
                        account.get(KEYS + "/" + key).body().replaceAll("\"last_used_at\":(null|\"[^\"]*\")", "")));
        return all;
    }

    /** Reads first, then writes that succeed for the second account without any effect on the first. */
    private List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        for (String method : List.of("get", "post", "put", "delete")) {
            contract.document().path("paths").properties().forEach(path -> {
                JsonNode operation = path.getValue().path(method);
                if (path.getKey().startsWith("/api/v1/") && operation.isObject()) {
                    operations.add(tree(
                            "{'method':'" + method.toUpperCase(Locale.ROOT) + "','path':'" + path.getKey() + "'}"));
                }
            });
        }
        return operations;
    }

    /** With every id that the first account has, whether the second has it as well or not. */
    private Set<String> targets(JsonNode operation) {
        String path = operation.path("path").asText();
        Matcher placeholder = PLACEHOLDER.matcher(path);
        Set<String> targets = new TreeSet<>();
        if (!placeholder.find()) {
            targets.add(path);
            unguessable.forEach(id -> targets.add(path + "?filter[rerun_of]=" + id));
            unguessable.forEach(id -> targets.add(path + "?filter[retry.of]=" + id));
            targets.add(path + "?filter[search]=" + MARK + "&filter[job]=shared&filter[environment]=own");
            return targets;
        }
        Stream.concat(Stream.of("shared", "later", "own"), unguessable.stream())
                .forEach(id -> targets.add(placeholder.replaceFirst(id)));
        return targets;
    }

    private Answer asked(JsonNode operation, String target) {
        String method = operation.path("method").asText();
        if (method.equals("GET") || method.equals("DELETE")) {
            return second.send(method, target, "");
        }
        String body = document("shared", calling("http://h/"), "{}");
        return second.send(method, target, target.contains("/actions/") ? "" : body);
    }
}
