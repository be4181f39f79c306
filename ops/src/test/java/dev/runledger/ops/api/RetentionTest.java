package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.web.Wire.Answer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is left of runs that are older than the account keeps them, asked of a whole node over HTTP (API.md §7.3). */
class RetentionTest extends ApiTest {

    private static final int DAYS = 7;
    private static final Duration LATER = Duration.ofDays(DAYS + 1);

    RetentionTest() {
        super(Map.of());
    }

    @Test
    void runsThatAreTooOldAreGoneEverywhereAndUsageStays() throws Exception {
        long counted = verified().get("counter").longValue() + 5;
        String job = job(calling(target.url("/fine")), PRODUCTION);
        String failing = job(calling(target.url("/status/500/old")), PRODUCTION);
        List<String> old = List.of(over(job), over(job), over(failing), over(job));
        edit(job, "'configuration':" + calling(target.url("/gate/retention")) + ",'environments':" + PRODUCTION);
        String waiting = waiting();
        String rerun = rerunOf(old.getFirst());
        target.taken("/gate/retention");
        listed(Set.of(old.get(0), old.get(1), old.get(2), old.get(3), waiting, rerun));
        assertThat(node.differences()).isEmpty();

        pruneUntilListed(Set.of(waiting, rerun));

        old.forEach(this::assertGone);
        assertCounted("{'pending':1,'running':1,'succeeded':0,'failed':0,'canceled':0}");
        assertThat(api.get(RUNS + "?last_run_only=true&filter[job]=" + failing)
                        .json()
                        .get("data"))
                .isEmpty();
        assertUsageIsKept(counted, old);
        assertThat(node.differences()).isEmpty();

        target.open("/gate/retention");
        JsonNode ended = ended(rerun);
        assertThat(ended.get("rerun_of").textValue()).isEqualTo(old.getFirst());
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertCounted("{'pending':1,'running':0,'succeeded':1,'failed':0,'canceled':0}"));
        assertThat(ids(api.get(RUNS + "?last_run_only=true&filter[job]=" + job)))
                .containsExactly(rerun);

        pruneUntilListed(Set.of(waiting));
        assertCounted("{'pending':1,'running':0,'succeeded':0,'failed':0,'canceled':0}");
        assertUsageIsKept(counted, old);
        assertThat(node.differences()).isEmpty();
        assertThat(read(job).path("version").intValue()).isEqualTo(2);
        assertThat(ended(run(failing)).get("status").textValue()).isEqualTo("FAILED");
    }

    @Test
    void oneNodeIsAboutItAtATime() throws Exception {
        String run = over(job(calling(target.url("/fine")), "{\"staging\":{\"enabled\":true}}"));
        try (Connection other =
                        Objects.requireNonNull(node.sql().getDataSource()).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + WholeNode.PRUNING + ")");
            Awaitility.await().atMost(PATIENCE).until(this::isTakenInByAll);
            node.prune(DAYS, LATER);
            assertThat(status(run)).isEqualTo("SUCCEEDED");
            statement.execute("SELECT pg_advisory_unlock(" + WholeNode.PRUNING + ")");
        }
        node.prune(DAYS, LATER);
        assertThat(api.get(RUNS + "/" + run).status()).isEqualTo(404);
    }

    private boolean isTakenInByAll() {
        String least = "SELECT min((convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint) FROM ledger.token";
        return Objects.equals(node.sql().queryForObject(least, Long.class), node.head());
    }

    /** Runs a job to its end and answers the run's id. */
    private String over(String job) {
        String run = run(job);
        ended(run);
        return run;
    }

    private String waiting() {
        String later = made("'configuration':{'url':'http://h/'},'schedule':'2099-01-01T00:00Z',"
                + "'environments':{'production':{'enabled':true}}");
        return theRun(later);
    }

    private String rerunOf(String run) {
        return api.send("POST", RUNS + "/" + run + "/actions/rerun", "")
                .json()
                .at("/data/id")
                .textValue();
    }

    private void listed(Set<String> runs) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Set.copyOf(ids(api.get(RUNS)))).isEqualTo(runs));
    }

    /** Followers note how far they are some seconds later, and nothing is pruned before. */
    private void pruneUntilListed(Set<String> runs) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            node.prune(DAYS, LATER);
            assertThat(Set.copyOf(ids(api.get(RUNS)))).isEqualTo(runs);
        });
    }

    private void assertGone(String run) {
        assertMissing(api.get(RUNS + "/" + run));
        assertMissing(api.send("POST", RUNS + "/" + run + "/actions/rerun", ""));
        assertMissing(api.send("POST", RUNS + "/" + run + "/actions/cancel", ""));
    }

    private static void assertMissing(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at("/errors/0/code").textValue()).isEqualTo("run_not_found");
    }

    private void assertCounted(String tally) {
        assertThat(api.get(STATS).json().at("/data/attributes/tally")).isEqualTo(tree(tally));
        JsonNode buckets = api.get(STATS + "?bucket=1d").json().at("/data/attributes/buckets");
        long counted = buckets.findValues("count").stream()
                .mapToLong(JsonNode::longValue)
                .sum();
        assertThat(counted)
                .isEqualTo(api.get(STATS).json().at("/data/attributes/total").longValue());
    }

    private void assertUsageIsKept(long counted, List<String> runs) {
        JsonNode verified = verified();
        assertThat(verified.get("counter").longValue()).isEqualTo(counted);
        assertThat(verified.get("equal").booleanValue()).as(verified.toString()).isTrue();
        assertThat(api.get("/api/v1/usage_ledger").json().findValuesAsText("run"))
                .containsAll(runs);
    }

    private JsonNode verified() {
        return api.send("POST", "/api/v1/usage/actions/verify", "").json();
    }
}
