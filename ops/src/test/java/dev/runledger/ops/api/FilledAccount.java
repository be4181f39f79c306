package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;

/** An account that has something of everything, by the same names whichever account it is. */
final class FilledAccount {

    /** What can be read of it somewhere. */
    static final List<String> MARKS = List.of("m4rk", "job-a", "job-later", "job-often", "policy-a");

    private FilledAccount() {}

    /** Everything that an account can have; answers the ids of three runs: one that has succeeded, one that has failed and is tried again in an hour, and one that calls. */
    static List<String> of(Service owner, Target target) {
        ok(
                201,
                owner.post(
                        ApiTest.POLICIES,
                        ApiTest.policyDocument(
                                "policy-a",
                                ApiTest.json(
                                        "{'name':'m4rk','max_retries':3,'backoff':'fixed','delay_seconds':3600,'retry_statuses':['5xx']}"))));
        ok(
                201,
                owner.post(
                        ApiTest.ENVIRONMENTS,
                        ApiTest.json("{'data':{'id':'qa-m4rk','attributes':{'name':'QA m4rk','managed':true}}}")));
        ok(201, owner.post(ApiTest.KEYS, ApiTest.json("{'data':{'attributes':{'name':'m4rk'}}}")));
        ok(200, owner.put(ApiTest.SETTINGS, ApiTest.json("{'jobs':{'overage_policy':'HARD_STOP'},'m4rk':1}")));
        String calling = "'configuration':{'url':'%s','method':'POST','body':'m4rk','headers':{'X-Token':'m4rk'}}";
        made(owner, "job-a", calling.formatted(target.url("/m4rk")), "'retry_policy':'policy-a'");
        made(owner, "job-b", calling.formatted(target.url("/status/500/m4rk")), "'retry_policy':'policy-a'");
        made(owner, "job-slow", calling.formatted(target.url("/slow/m4rk")), "'retry_policy':'policy-a'");
        made(owner, "job-often", calling.formatted(target.url("/m4rk")), "'schedule':'0 0 1 1 *'");
        made(owner, "job-later", calling.formatted(target.url("/m4rk")), "'schedule':'2099-01-01T00:00Z'");
        List<String> runs = new ArrayList<>(List.of(ran(owner, "job-a"), ran(owner, "job-b"), ran(owner, "job-slow")));
        target.taken("/slow/m4rk");
        await().atMost(ApiTest.PATIENCE)
                .until(() -> status(owner, runs.get(0)).equals("SUCCEEDED")
                        && status(owner, runs.get(1)).equals("FAILED")
                        && status(owner, runs.get(2)).equals("RUNNING"));
        for (String waiting : List.of("job-b", "job-later")) {
            await().atMost(ApiTest.PATIENCE)
                    .until(() -> owner.get(ApiTest.RUNS + "?filter[job]=" + waiting + "&filter[status]=PENDING")
                                    .json()
                                    .path("data")
                                    .size()
                            == 1);
        }
        return runs;
    }

    private static void made(Service owner, String id, String configuration, String more) {
        JsonNode attributes = ApiTest.tree("{'name':'Job m4rk'," + configuration + "," + more
                + ",'environments':{'production':{'enabled':true}}}");
        ok(201, owner.send("POST", ApiTest.JOBS, ApiTest.document(id, attributes), "Idempotency-Key: m4rk-" + id));
    }

    private static String ran(Service owner, String job) {
        Answer answer = owner.send("POST", ApiTest.JOBS + "/" + job + "/actions/run", "");
        ok(200, answer);
        return answer.json().at("/data/id").textValue();
    }

    private static String status(Service owner, String run) {
        return owner.get(ApiTest.RUNS + "/" + run)
                .json()
                .at("/data/attributes/status")
                .asText();
    }

    private static void ok(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }
}
