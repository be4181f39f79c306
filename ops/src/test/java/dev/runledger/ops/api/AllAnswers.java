package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.ops.web.Wire.Answer;
import java.util.List;

/** Asks for one answer of every kind that the API's description tells of. */
final class AllAnswers {

    static final String VIEWER = "sk_api_viewer-of-the-whole-node";
    private static final String RESTRICTED = "sk_api_restricted-owner-of-the-whole-node";
    static final String OPERATOR = "an-operator-of-the-whole-node";
    private static final String ACCOUNTS = "/operator/v1/accounts";
    private static final String UNKNOWN = ApiTest.RUNS + "/0192f3a0-0000-7000-8000-000000000000";
    private static final String PREVIEW = "/api/v1/schedule_preview";
    private static final String CHECK = "/api/v1/actions/check_url";
    private static final String USAGE = "/api/v1/usage_ledger";
    private static final String VERIFY = "/api/v1/usage/actions/verify";
    private static final String UNREADABLE = "X Y: no header has a blank in its name";
    private static final byte[] TOO_LARGE = new byte[Payload.LIMIT + 1];

    private final ApiTest test;
    private final Service api;
    private final Service viewer;
    private final String job;
    private final String path;
    private final String policy;

    AllAnswers(ApiTest test) {
        this.test = test;
        this.api = test.api;
        this.viewer = test.api.as(VIEWER);
        this.job = test.job(
                "{\"url\":\"%s\",\"body\":\"b\",\"headers\":{\"X-A\":\"a\"}}".formatted(test.target.url("/all")),
                "{\"production\":{\"enabled\":true,\"timeout\":9,\"headers.X-A\":\"b\"}}");
        this.path = ApiTest.JOBS + "/" + job;
        this.policy = ApiTest.POLICIES + "/" + test.policy();
    }

    void meet() {
        readings();
        runs();
        for (String request : List.of(
                "POST " + ApiTest.JOBS,
                "PUT " + path,
                "POST " + path + "/actions/run",
                "POST " + ApiTest.ENVIRONMENTS,
                "POST " + ApiTest.POLICIES,
                "POST " + CHECK,
                "PUT " + policy)) {
            writes(request.split(" ")[0], request.split(" ")[1]);
        }
        edits();
        environments();
        keys();
        settings();
        policies();
        operator();
        strangers();
        service();
        wipe();
    }

    private void readings() {
        status(200, api.get(ApiTest.JOBS));
        status(200, api.get(ApiTest.JOBS + "?meta[total]=true&page[size]=1"));
        status(400, api.get(ApiTest.JOBS + "?page[size]=0"));
        status(200, api.get(path));
        status(400, api.get(path, UNREADABLE));
        status(404, api.get(path + "-unknown"));
        status(200, viewer.get(PREVIEW + "?schedule=@daily&timezone=US/Eastern"));
        status(400, api.get(PREVIEW));
        status(200, api.post(CHECK, "{\"url\":\"http://10.0.0.1/\"}"));
        status(400, api.get(ApiTest.RUNS + "?sort=up&page[after]=x"));
        status(200, viewer.get(ApiTest.STATS + "?bucket=1h"));
        status(400, api.get(ApiTest.STATS + "?bucket=2h"));
        status(200, viewer.get("/api/v1/usage?filter[period]=current"));
        status(400, viewer.get("/api/v1/usage?filter[period]=2026-03"));
        status(200, viewer.get("/api/v1/accounts/current"));
        status(400, viewer.get("/api/v1/accounts/current", UNREADABLE));
        status(200, viewer.get(USAGE));
        status(400, api.get(USAGE + "?filter[period]=2026-13&page[after]=x"));
        status(200, viewer.send("POST", VERIFY, ""));
        status(400, api.send("POST", VERIFY, "", UNREADABLE));
        status(400, api.get(UNKNOWN, UNREADABLE));
        status(404, api.get(UNKNOWN));
    }

    private void runs() {
        String run = test.run(job);
        test.ended(run);
        String rerun = path(run) + "/actions/rerun";
        JsonNode again = api.send("POST", rerun, "").json();
        test.ended(again.at("/data/id").textValue());
        status(200, api.get(path(again.at("/data/id").textValue())));
        status(413, api.send("POST", rerun, TOO_LARGE, "Idempotency-Key: too-large"));
        status(200, api.get(ApiTest.RUNS + "?page[size]=1"));
        status(409, api.send("POST", path(run) + "/actions/cancel", ""));
        for (String action : List.of("cancel", "rerun")) {
            status(400, api.send("POST", UNKNOWN + "/actions/" + action, "", UNREADABLE));
            status(403, viewer.send("POST", UNKNOWN + "/actions/" + action, ""));
            status(404, api.send("POST", UNKNOWN + "/actions/" + action, ""));
        }
        String held = test.job(ApiTest.calling(test.target.url("/slow/all")), ApiTest.PRODUCTION);
        String running = test.run(held);
        test.target.taken("/slow/all");
        status(200, api.get(path(running)));
        status(200, api.send("POST", path(running) + "/actions/cancel", ""));
        status(409, api.post(ApiTest.JOBS, ApiTest.document(held, ApiTest.calling("http://h/"), "{}")));
        status(204, api.delete(ApiTest.JOBS + "/" + held));
        status(409, api.send("POST", path(running) + "/actions/rerun", ""));
    }

    private void writes(String method, String target) {
        status(400, api.send(method, target, "{"));
        status(403, viewer.send(method, target, "{}"));
        status(413, api.send(method, target, TOO_LARGE));
        status(415, api.send(method, target, "{}", "Content-Type: text/plain"));
    }

    private void edits() {
        String written = ApiTest.document(job, ApiTest.calling("http://h/"), "{}");
        status(412, api.put(path, written, "If-Match: \"v9\""));
        status(200, api.put(path, written, "If-Match: \"v1\""));
        status(409, api.send("POST", path + "/actions/run", ""));
        status(404, api.put(path + "-unknown", written));
        status(404, api.send("POST", path + "-unknown/actions/run", ""));
        status(412, api.delete(path, "If-Match: \"v1\""));
        status(403, viewer.delete(path));
        status(400, api.delete(path, UNREADABLE));
        status(404, api.delete(path + "-unknown"));
    }

    private void environments() {
        String made = ApiTest.ENVIRONMENTS + "/made";
        String written = "{\"data\":{\"id\":\"made\",\"attributes\":{\"name\":\"Made\"}}}";
        status(201, api.post(ApiTest.ENVIRONMENTS, written));
        status(409, api.post(ApiTest.ENVIRONMENTS, written));
        status(200, viewer.get(made));
        status(400, api.get(made, UNREADABLE));
        status(404, api.get(made + "-unknown"));
        status(200, viewer.get(ApiTest.ENVIRONMENTS));
        status(400, api.get(ApiTest.ENVIRONMENTS + "?filter[managed]=x"));
        status(200, viewer.get(made + "/usage"));
        status(400, api.get(made + "/usage", UNREADABLE));
        status(404, api.get(made + "-unknown/usage"));
        writes("PUT", made);
        status(200, api.put(made, written));
        status(404, api.put(made + "-unknown", written));
        String production = ApiTest.ENVIRONMENTS + "/production";
        status(409, api.put(production, "{\"data\":{\"attributes\":{\"name\":\"P\"}}}"));
        status(409, api.delete(production));
        status(403, viewer.delete(made));
        status(400, api.delete(made + "?cascade=perhaps"));
        status(204, api.delete(made + "?cascade=true"));
        status(404, api.delete(made));
    }

    private void keys() {
        String named = "{\"data\":{\"attributes\":{\"name\":\"Key\"}}}";
        Answer created = api.post(ApiTest.KEYS, named);
        status(201, created);
        String key = created.header("location");
        status(200, api.get(ApiTest.KEYS));
        status(400, api.get(ApiTest.KEYS + "?sort=role"));
        status(403, viewer.get(ApiTest.KEYS));
        status(200, api.get(key));
        status(400, api.get(key, UNREADABLE));
        status(403, viewer.get(key));
        status(404, api.get(key + "0"));
        writes("POST", ApiTest.KEYS);
        writes("PUT", key);
        status(200, api.put(key, named));
        status(404, api.put(key + "0", named));
        String revoke = "/actions/revoke";
        status(200, api.send("POST", key + revoke, ""));
        status(400, api.send("POST", key + revoke, "", UNREADABLE));
        status(403, viewer.send("POST", key + revoke, ""));
        status(404, api.send("POST", key + "0" + revoke, ""));
        status(403, viewer.delete(key));
        status(400, api.delete(key, UNREADABLE));
        status(204, api.delete(key));
        status(404, api.delete(key));
        String last = ApiTest.KEYS
                + "/"
                + api.get(ApiTest.KEYS)
                        .json()
                        .path("data")
                        .valueStream()
                        .filter(other -> other.at("/attributes/role").asText().equals("OWNER"))
                        .findFirst()
                        .orElseThrow()
                        .path("id")
                        .asText();
        status(409, api.delete(last));
        status(409, api.send("POST", last + revoke, ""));
        status(409, api.put(last, named.replace("}}}", ",\"scopes\":{\"environments\":[\"a\"]}}}}")));
    }

    private void settings() {
        status(200, viewer.get(ApiTest.SETTINGS));
        status(400, viewer.get(ApiTest.SETTINGS, UNREADABLE));
        status(401, api.as("").get(ApiTest.SETTINGS));
        status(401, api.as("").put(ApiTest.SETTINGS, "{}"));
        writes("PUT", ApiTest.SETTINGS);
        status(200, api.put(ApiTest.SETTINGS, "{}"));
    }

    private void policies() {
        String id = policy.substring(policy.lastIndexOf('/') + 1);
        String written = ApiTest.policyDocument(id, ApiTest.RETRYING);
        status(200, api.get(ApiTest.POLICIES + "?meta[total]=true"));
        status(400, api.get(ApiTest.POLICIES + "?sort=up"));
        status(200, api.get(policy));
        status(400, api.get(policy, UNREADABLE));
        status(404, api.get(policy + "-unknown"));
        status(409, api.post(ApiTest.POLICIES, written));
        status(412, api.put(policy, written, "If-Match: \"v9\""));
        status(200, api.put(policy, written));
        status(404, api.put(policy + "-unknown", written));
        status(412, api.delete(policy, "If-Match: \"v1\""));
        status(403, viewer.delete(policy));
        status(400, api.delete(policy, UNREADABLE));
        status(404, api.delete(policy + "-unknown"));
        String naming = test.jobNaming(id);
        status(409, api.delete(policy));
        status(204, api.delete(ApiTest.JOBS + "/" + naming));
        status(204, api.delete(policy));
    }

    private void operator() {
        Service operator = api.as(OPERATOR);
        status(401, api.get(ACCOUNTS));
        status(401, api.as("").post(ACCOUNTS, "{}"));
        status(200, operator.get(ACCOUNTS));
        status(400, operator.get(ACCOUNTS, UNREADABLE));
        Answer opened = operator.post(ACCOUNTS, "{\"name\":\"Team B\",\"plan\":\"standard\"}");
        status(201, opened);
        String plan = ACCOUNTS + "/" + opened.json().path("id").asText() + "/plan";
        for (String request : List.of("POST " + ACCOUNTS, "PUT " + plan)) {
            String method = request.split(" ")[0];
            String target = request.split(" ")[1];
            status(400, operator.send(method, target, "{\"plan\":\"gold\"}"));
            status(413, operator.send(method, target, TOO_LARGE));
            status(415, operator.send(method, target, "{}", "Content-Type: text/plain"));
        }
        status(401, api.put(plan, "{}"));
        status(404, operator.put(ACCOUNTS + "/nobody/plan", "{}"));
        Service team = api.as(opened.json().path("api_key").asText());
        String written = ApiTest.document("theirs", ApiTest.calling("http://h/"), "{}");
        String retrying = ApiTest.policyDocument("theirs", ApiTest.RETRYING);
        status(201, team.post(ApiTest.JOBS, written));
        status(201, team.post(ApiTest.POLICIES, retrying));
        status(200, operator.put(plan, "{\"plan\":\"free\"}"));
        status(402, team.post(ApiTest.JOBS, written.replace("theirs", "another")));
        status(402, team.put(ApiTest.JOBS + "/theirs", written));
        status(402, team.post(ApiTest.POLICIES, retrying.replace("theirs", "another")));
        status(402, team.put(ApiTest.POLICIES + "/theirs", retrying));
        String managed = "{\"data\":{\"id\":\"qa\",\"attributes\":{\"name\":\"QA\",\"managed\":true}}}";
        status(402, team.post(ApiTest.ENVIRONMENTS, managed));
        status(201, team.post(ApiTest.ENVIRONMENTS, managed.replace("true", "false")));
        status(402, team.put(ApiTest.ENVIRONMENTS + "/qa", managed));
    }

    private void strangers() {
        Service nobody = api.as("");
        for (String target : List.of(
                "/api/v1/usage",
                "/api/v1/accounts/current",
                ApiTest.JOBS,
                path,
                PREVIEW,
                USAGE,
                ApiTest.RUNS,
                ApiTest.STATS,
                UNKNOWN,
                ApiTest.ENVIRONMENTS,
                ApiTest.ENVIRONMENTS + "/production",
                ApiTest.ENVIRONMENTS + "/production/usage",
                ApiTest.KEYS,
                ApiTest.KEYS + "/1",
                ApiTest.POLICIES,
                policy)) {
            status(401, nobody.get(target));
        }
        for (String target : List.of(
                ApiTest.JOBS,
                path + "/actions/run",
                UNKNOWN + "/actions/cancel",
                UNKNOWN + "/actions/rerun",
                ApiTest.ENVIRONMENTS,
                ApiTest.KEYS,
                ApiTest.KEYS + "/1/actions/revoke",
                ApiTest.POLICIES,
                VERIFY,
                CHECK)) {
            status(401, nobody.post(target, "{}"));
        }
        for (String target : List.of(path, policy, ApiTest.ENVIRONMENTS + "/production", ApiTest.KEYS + "/1")) {
            status(401, api.as("sk_api_wrong").put(target, "{}"));
            status(401, nobody.delete(target));
        }
    }

    /** Last, since nothing else is left after it. */
    private void wipe() {
        status(401, api.as("").post(ApiTest.WIPE, "{}"));
        writes("POST", ApiTest.WIPE);
        test.node.addKey(RESTRICTED, Role.OWNER, "production");
        status(409, api.as(RESTRICTED).post(ApiTest.WIPE, "{\"confirm\":true}"));
        status(204, api.post(ApiTest.WIPE, "{\"confirm\":true}"));
    }

    private void service() {
        status(400, api.as("").get("/api/v1/products?page[size]=0"));
        status(400, api.as("").get("/api/v1/plans?page[number]=0"));
        for (String target : List.of(
                "/api/v1/products",
                "/api/v1/plans",
                "/api/openapi.json",
                "/api/liveness",
                "/livez",
                "/readyz",
                "/metrics")) {
            status(200, api.as("").get(target));
        }
    }

    private static String path(String run) {
        return ApiTest.RUNS + "/" + run;
    }

    private static void status(int expected, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(expected);
    }
}
