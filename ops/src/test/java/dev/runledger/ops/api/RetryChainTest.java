package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.run.RunIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows a run that failed. */
class RetryChainTest extends ApiTest {

    /** Longer than any test. */
    private static final String LATER =
            "'max_retries':2,'backoff':'fixed','delay_seconds':3600,'retry_statuses':['5xx'],'retry_statuses_except':['501']";

    RetryChainTest() {
        super(Map.of());
    }

    @Test
    void aRunIsTriedAgainUntilItSucceedsAndAllAttemptsAreOneChain() {
        String job = retrying("/flaky/2/chain", LATER.replace("3600", "1"));
        String first = run(job);

        JsonNode failed = ended(first);
        JsonNode waiting = shown(retry(first, 1));

        assertThat(failed.path("status").asText()).isEqualTo("FAILED");
        assertThat(failed.path("retry").isNull()).isTrue();
        assertThat(waiting.path("trigger").asText()).isEqualTo("RETRY");
        assertThat(waiting.path("retry")).isEqualTo(tree("{'of':'%s','attempt':1}".formatted(first)));
        assertThat(waited(failed, waiting)).isEqualTo(Duration.ofSeconds(1));
        JsonNode second = ended(retry(first, 1));
        JsonNode third = ended(retry(first, 2));
        assertThat(second.path("status").asText()).isEqualTo("FAILED");
        assertThat(third.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(third.path("retry")).isEqualTo(tree("{'of':'%s','attempt':2}".formatted(first)));
        for (JsonNode retry : List.of(second, third)) {
            assertThat(instant(retry, "started_at")).isAfterOrEqualTo(instant(retry, "scheduled_for"));
        }
        for (int attempt = 1; attempt <= 3; attempt++) {
            Target.Call call = target.taken("/flaky/2/chain");
            String run = attempt == 1 ? first : retry(first, attempt - 1);
            assertThat(call.headers().getFirst("Runledger-Attempt")).isEqualTo(Integer.toString(attempt));
            assertThat(call.headers().getFirst("Runledger-Run")).isEqualTo(run);
            assertThat(call.headers().getFirst("Idempotency-Key")).isEqualTo(first);
        }
        assertThat(exists(retry(first, 3))).isFalse();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> ids(api.get(RUNS + "?filter[retry.of]=" + first)),
                        List.of(retry(first, 2), retry(first, 1), first)::equals);
    }

    @ParameterizedTest
    @CsvSource({"/status/503/a, true", "/status/501/a, false", "/status/404/a, false", "/flaky/0/a, false"})
    void onlyWhatThePolicyNamesAndDoesNotExceptIsTriedAgain(String path, boolean again) {
        String run = run(retrying(path, LATER));
        ended(run);

        assertThat(exists(retry(run, 1))).isEqualTo(again);
    }

    @Test
    void anEnvironmentsPolicyIsStrongerThanTheJobs() {
        String never = policy(LATER.replace("'max_retries':2", "'max_retries':0"));
        String job = made("'retry_policy':'%s','configuration':{'url':'%s'},%s"
                .formatted(policy(LATER), target.url("/status/500/b"), """
                'environments':{'production':{'enabled':true},
                                'development':{'enabled':true,'retry_policy':'%s'}}""".formatted(never)));
        String retried = runIn(job, "production");
        String once = runIn(job, "development");
        ended(retried);
        ended(once);

        assertThat(exists(retry(retried, 1))).isTrue();
        assertThat(exists(retry(once, 1))).isFalse();
    }

    /** The second wait of the exponential policy begins when its first retry has failed. */
    @Test
    void everyWaitIsTwiceTheOneBeforeUpToTheCeiling() {
        String doubling = run(
                retrying("/status/500/c", LATER.replace("fixed", "exponential").replace("3600", "1")));
        String bounded =
                run(retrying("/status/500/d", LATER.replace("fixed", "exponential") + ",'max_delay_seconds':60"));

        JsonNode first = ended(doubling);
        assertThat(waited(ended(bounded), shown(retry(bounded, 1)))).isEqualTo(Duration.ofSeconds(60));
        JsonNode second = ended(retry(doubling, 1));
        assertThat(waited(first, second)).isEqualTo(Duration.ofSeconds(1));
        assertThat(waited(second, shown(retry(doubling, 2)))).isEqualTo(Duration.ofSeconds(2));
        api.send("POST", RUNS + "/" + retry(doubling, 2) + "/actions/cancel", "");
    }

    @Test
    void aRetryThatIsCanceledEndsTheChain() {
        String run = run(retrying("/status/500/e", LATER));
        ended(run);
        String retry = retry(run, 1);
        assertThat(status(retry)).isEqualTo("PENDING");

        JsonNode canceled = api.send("POST", RUNS + "/" + retry + "/actions/cancel", "")
                .json()
                .at("/data/attributes");

        assertThat(canceled.path("status").asText()).isEqualTo("CANCELED");
        assertThat(canceled.path("started_at").isNull()).isTrue();
        assertThat(exists(retry(run, 2))).isFalse();
    }

    @Test
    void theRetriesOfADeletedJobAreCanceledWithIt() {
        String job = retrying("/status/500/f", LATER);
        String run = run(job);
        ended(run);

        api.delete(JOBS + "/" + job);

        assertCanceled(retry(run, 1), "job deleted");
    }

    @Test
    void whoeverDisablesAnEnvironmentEndsItsChainsButNotThoseOfReruns() {
        String policy = policy(LATER);
        String job = made(named(policy, target.url("/status/500/g")));
        String run = run(job);
        ended(run);
        String rerun = api.send("POST", RUNS + "/" + run + "/actions/rerun", "")
                .json()
                .at("/data/id")
                .asText();
        ended(rerun);

        edit(job, named(policy, target.url("/status/500/g")).replace("true", "false"));

        assertCanceled(retry(run, 1), "environment disabled");
        assertThat(status(retry(rerun, 1))).isEqualTo("PENDING");
        assertThat(shown(retry(rerun, 1)).at("/retry/of").asText()).isEqualTo(rerun);
        String again = api.send("POST", RUNS + "/" + run + "/actions/rerun", "")
                .json()
                .at("/data/id")
                .asText();
        ended(again);
        assertThat(status(retry(again, 1))).isEqualTo("PENDING");
    }

    @Test
    void whyThereIsNoRetryIsKeptWithTheFailure() {
        String alone = run(job(calling(target.url("/status/500/h")), PRODUCTION));
        String excepted = run(retrying("/status/501/h", LATER));
        String retried = run(retrying("/status/500/i", LATER));
        Stream.of(alone, excepted, retried).forEach(this::ended);

        assertThat(decision(alone)).isEqualTo(tree("{'kind':'GIVE_UP','why':'no retry policy'}"));
        assertThat(decision(excepted).path("why").asText()).contains("does not retry status 501");
        assertThat(decision(retried).path("kind").asText()).isEqualTo("RETRY_AFTER");
        assertThat(decision(retried).path("run").asText()).isEqualTo(retry(retried, 1));
        assertThat(decision(retried).path("delay").asText()).isEqualTo("PT1H");
        assertThat(decision(retried).path("policy_version").asInt()).isEqualTo(1);
    }

    @Test
    void anEditedPolicyCountsForFailuresFromThenOn() {
        String policy = policy(LATER);
        String job = made(named(policy, target.url("/status/500/j")));
        String before = run(job);
        ended(before);

        String edited = json("{'name':'P'," + LATER.replace("'5xx'", "'599'") + "}");
        assertThat(api.put(POLICIES + "/" + policy, policyDocument(policy, edited))
                        .status())
                .isEqualTo(200);

        String after = run(job);
        ended(after);
        assertThat(status(retry(before, 1))).isEqualTo("PENDING");
        assertThat(exists(retry(after, 1))).isFalse();
    }

    private JsonNode decision(String run) {
        String failure = node.sql().queryForObject("""
                        SELECT convert_from(payload, 'UTF8') FROM ledger.event
                         WHERE stream = 'default.1/run/' || ? AND name = 'RunFailed'""", String.class, run);
        return tree(Objects.requireNonNull(failure)).path("retry");
    }

    private void assertCanceled(String run, String error) {
        ObjectNode expected =
                (ObjectNode) tree("{'status':'CANCELED','error':'%s','started_at':null}".formatted(error));
        JsonNode shown = shown(run);
        assertThat(((ObjectNode) shown).deepCopy().retain("status", "error", "started_at"))
                .isEqualTo(expected);
    }

    private String runIn(String job, String environment) {
        return api.post(JOBS + "/" + job + "/actions/run", json("{'environment':'" + environment + "'}"))
                .json()
                .at("/data/id")
                .asText();
    }

    private String retrying(String path, String policy) {
        return made(named(policy(policy), target.url(path)));
    }

    private static String named(String policy, String url) {
        return "'retry_policy':'%s','configuration':{'url':'%s'},'environments':{'production':{'enabled':true}}"
                .formatted(policy, url);
    }

    private static String retry(String first, int attempt) {
        return RunIds.retry(UUID.fromString(first), attempt).toString();
    }

    private boolean exists(String run) {
        return api.get(RUNS + "/" + run).status() == 200;
    }

    private static Duration waited(JsonNode failed, JsonNode retry) {
        return Duration.between(instant(failed, "finished_at"), instant(retry, "scheduled_for"));
    }

    private static Instant instant(JsonNode attributes, String name) {
        return Instant.parse(attributes.path(name).asText());
    }
}
