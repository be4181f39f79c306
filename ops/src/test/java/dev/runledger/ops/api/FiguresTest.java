package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.execution.Worker;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.hawkular.agent.prometheus.types.Histogram;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} tells of a node on which each thing happened that is counted. */
class FiguresTest extends ApiTest {

    private static final String TOKEN = "the-token-of-the-operator";
    private static final int DAYS = 7;
    private static final Duration LATER = Duration.ofDays(DAYS + 1);

    /** A row: name, type, names of labels, meaning. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (counter|gauge|histogram|summary) \\| ([^|]*) \\| (.*) \\|$");

    /** How the meaning of a row begins that depends on the machine or the JVM. */
    private static final String NOT_ALWAYS = "Where there is";

    /** Status, reason and trigger of all that the first test makes. */
    private static final Map<String, Double> ENDS = Map.ofEntries(
            Map.entry("SUCCEEDED none MANUAL", 2.0),
            Map.entry("SUCCEEDED none RERUN", 1.0),
            Map.entry("SUCCEEDED none RETRY", 1.0),
            Map.entry("SUCCEEDED none SCHEDULE", 1.0),
            Map.entry("FAILED NON_SUCCESS_STATUS MANUAL", 2.0),
            Map.entry("FAILED TIMEOUT MANUAL", 1.0),
            Map.entry("FAILED CONNECTION_ERROR MANUAL", 1.0),
            Map.entry("FAILED SSRF_BLOCKED MANUAL", 1.0),
            Map.entry("FAILED WORKER_LOST MANUAL", 1.0),
            Map.entry("FAILED QUOTA_EXCEEDED MANUAL", 1.0),
            Map.entry("CANCELED none MANUAL", 1.0),
            Map.entry("CANCELED none SCHEDULE", 1.0));

    FiguresTest() {
        super(Map.of(
                "RUNLEDGER_OPERATOR_TOKEN", TOKEN, "RUNLEDGER_PLANS", "{\"free\": {\"included_runs_per_month\": 1}}"));
    }

    @Test
    void eachEndIsCountedOnceAndNobodyIsNamed() {
        String fine = run(job(calling(target.url("/fine/figures")), PRODUCTION));
        ended(fine);
        ranOnce(calling(target.url("/status/500/figures")), PRODUCTION);
        ranOnce("{\"timeout\":1,\"url\":\"%s\"}".formatted(target.url("/slow/figures")), PRODUCTION);
        ranOnce(calling("http://127.0.0.1:1/"), PRODUCTION);
        ranOnce(calling("http://10.0.0.7:8080/"), PRODUCTION);
        ended(act(fine, "rerun"));
        String lost = canceledAndLost();
        String waiting = canceledWhileItWaited();
        retried();
        fired();
        String team = refusedByQuota();

        awaitFigures(this::assertCounted);
        assertThat(api.as("").get("/metrics").body()).doesNotContain("job-", fine, lost, waiting, team, "production");
        pruned();
    }

    private void assertCounted(Scrape scrape) {
        assertThat(scrape.counted("runledger_runs_total", "status", "reason", "trigger"))
                .isEqualTo(ENDS);
        assertThat(scrape.counted("runledger_requests_blocked_total", "rule"))
                .isEqualTo(Map.of("address_not_public", 1.0));
        assertThat(scrape.only("runledger_quota_refused_total")).isEqualTo(1);
        assertThat(scrape.only("runledger_fire_delay_seconds")).isEqualTo(1);
        assertThat(scrape.only("runledger_run_pending_seconds")).isEqualTo(12);
        assertThat(scrape.only("runledger_run_duration_seconds")).isEqualTo(12);
        assertThat(scrape.only("runledger_events_appended_total")).isEqualTo((double) node.head());
        assertThat(scrape.only("runledger_event_store_position")).isEqualTo((double) node.head());
        assertThat(scrape.only("runledger_schedules_overdue")).isZero();
        assertThat(scrape.only("runledger_members")).isEqualTo(1);
        assertThat(scrape.only("runledger_worker_heartbeat_age_seconds")).isNotNegative();
        assertBuckets(scrape.histogram("runledger_run_duration_seconds"));
    }

    /** Two that were calling: one is canceled, the other's worker is said to be dead. */
    private String canceledAndLost() {
        String job = job(calling(target.url("/gate/figures")), PRODUCTION);
        String canceled = run(job);
        target.taken("/gate/figures");
        act(canceled, "cancel");
        ended(canceled);
        String lost = run(job);
        target.taken("/gate/figures");
        RunKey key = new RunKey(AccountId.DEFAULT, UUID.fromString(lost));
        node.carryOut(new DeclareWorkerLost(key, node.part(Worker.class).workerId(), "it is said to be"));
        ended(lost);
        target.open("/gate/figures");
        return lost;
    }

    private String canceledWhileItWaited() {
        String run = theRun(made("'configuration':{'url':'http://h/'},'schedule':'2099-01-01T00:00Z',"
                + "'environments':{'production':{'enabled':true}}"));
        act(run, "cancel");
        return run;
    }

    private void retried() {
        String policy = policy("'max_retries':1,'backoff':'fixed','delay_seconds':1,'retry_statuses':['503']");
        String job = job(
                calling(target.url("/flaky/1/figures")),
                "{\"production\":{\"enabled\":true,\"retry_policy\":\"" + policy + "\"}}");
        ended(run(job));
        Awaitility.await().atMost(PATIENCE).until(() -> runs(job), ids -> ids.size() == 2);
        ended(runs(job).getFirst());
    }

    private void fired() {
        String job = made("'schedule':'0 3 1 1 *','configuration':{'url':'" + target.url("/fine/fired")
                + "'},'environments':{'production':{'enabled':true}}");
        node.sql().update("UPDATE ledger.next_fire SET next_at = ? WHERE slug = ?", Timestamp.from(now()), job);
        ended(theRun(job));
    }

    /** Answers the account's id. */
    private String refusedByQuota() {
        var account = api.as(TOKEN)
                .post("/operator/v1/accounts", json("{'name':'Counted'}"))
                .json();
        Service team = api.as(account.path("api_key").asText());
        assertThat(team.post(JOBS, document("counted", calling(target.url("/fine/team")), PRODUCTION))
                        .status())
                .isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            String run = team.send("POST", JOBS + "/counted/actions/run", "")
                    .json()
                    .at("/data/id")
                    .textValue();
            ended(team, run);
        }
        return account.path("id").asText();
    }

    /** Followers note how far they are some seconds later, and nothing is pruned before. */
    private void pruned() {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            node.prune(DAYS, LATER);
            assertThat(figures().only("runledger_runs_pruned_total")).isEqualTo(14);
        });
    }

    @Test
    void everySeriesIsInTheTableAndNoOther() throws IOException {
        System.gc();
        Map<String, String> documented = new TreeMap<>();
        Set<String> optional = new TreeSet<>();
        String table = Files.readString(Path.of("..", "docs", "operations.md"));
        for (MatchResult row : ROW.matcher(table).results().toList()) {
            documented.put(row.group(1), row.group(2) + " " + row.group(3).replace("`", ""));
            if (row.group(4).startsWith(NOT_ALWAYS)) {
                optional.add(row.group(1));
            }
        }

        awaitFigures(scrape -> {
            Map<String, String> served = scrape.series();
            assertThat(documented).containsAllEntriesOf(served);
            Set<String> expected = new TreeSet<>(documented.keySet());
            expected.removeAll(optional);
            assertThat(served.keySet()).containsAll(expected);
        });
    }

    /** From a millisecond to a quarter of an hour. */
    private static void assertBuckets(Histogram histogram) {
        List<Double> upto = histogram.getBuckets().stream()
                .map(Histogram.Bucket::getUpperBound)
                .toList();
        assertThat(upto)
                .startsWith(0.001)
                .endsWith(900.0, Double.POSITIVE_INFINITY)
                .isSorted();
        assertThat(histogram.getBuckets().getLast().getCumulativeCount()).isEqualTo(histogram.getSampleCount());
    }

    private String act(String run, String action) {
        var answer = api.send("POST", RUNS + "/" + run + "/actions/" + action, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().at("/data/id").textValue();
    }

    private Scrape figures() {
        return Scrape.of(api.as("").get("/metrics").body());
    }

    private void awaitFigures(ThrowingConsumer<Scrape> assertion) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertion.accept(figures()));
    }
}
