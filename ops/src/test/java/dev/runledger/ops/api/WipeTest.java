package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.execution.Worker;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.AccountCommand.ReplaceSettings;
import dev.runledger.kernel.account.AccountSettings;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunCommand.CancelPendingRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.kernel.run.RunOutcome;
import dev.runledger.ops.StoredRows;
import dev.runledger.ops.WholeNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.web.Wire.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All that an account has is gone, everywhere and for good (API.md §8.2); what others have is as it was. */
class WipeTest {

    private static final String CONFIRMED = "{\"confirm\":true}";
    private static final String OTHERS = "sk_api_owner-of-the-other-account-0000000000";
    private static final AccountId OTHER = new AccountId("neighbour", 1);

    /** How far followers of events have written down that they have come. */
    private static final String POSITIONS =
            "SELECT (convert_from(token, 'UTF8')::json ->> 'globalIndex')::bigint FROM ledger.token WHERE token IS NOT NULL";

    private final TestDatabase database = TestPostgres.freshDatabase();
    private final Contract contract = Contract.load();
    private final Target target = new Target();
    private WholeNode node = WholeNode.start(database, Map.of());
    private Service api = new Service(node.port(), WholeNode.OWNER, contract);

    @AfterEach
    void stop() {
        target.close();
        node.close();
    }

    private void restart() {
        node.close();
        node = WholeNode.start(database, Map.of());
        api = new Service(node.port(), WholeNode.OWNER, contract);
    }

    @Test
    void nothingIsFoundAnywhereAndTheNeighbourIsAsBefore() {
        node.open(OTHER, OTHERS);
        Service other = api.as(OTHERS);
        List<String> runs = FilledAccount.of(api, target);
        FilledAccount.of(other, target);
        StoredRows rows = new StoredRows(node.sql());
        settled();
        List<String> neighbours = rows.with(OTHER.name());
        JsonNode counted = usage(api);
        assertThat(rows.of("default", 1)).hasSizeGreaterThan(50);
        assertThat(neighbours).hasSizeGreaterThan(50);

        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);

        assertThat(rows.of("default", 1)).isEmpty();
        List<String> left =
                rows.all().stream().filter(row -> !row.contains(OTHER.name())).toList();
        for (String mark : FilledAccount.MARKS) {
            assertThat(left).noneMatch(row -> row.contains(mark));
        }
        for (String run : runs) {
            assertThat(left).noneMatch(row -> row.contains(run));
        }
        assertThat(rows.with(OTHER.name())).isEqualTo(neighbours);
        assertThat(rows.with("\"AccountWiped\""))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("default.1/wipe", "\"removed\":[{\"period\":"));
        assertThat(usage(api).get("counter")).isEqualTo(counted.get("counter"));
        await().atMost(ApiTest.PATIENCE)
                .untilAsserted(
                        () -> assertThat(node.part(Worker.class).inFlight()).isEqualTo(1));
    }

    @Test
    void afterwardsTheAccountIsAsANewOneAndWorks() {
        List<String> runs = FilledAccount.of(api, target);
        node.addKey("sk_api_member-before-the-wipe", Role.MEMBER);

        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);

        for (String list : List.of(ApiTest.JOBS, ApiTest.RUNS, ApiTest.POLICIES, "/api/v1/usage_ledger")) {
            assertThat(ApiTest.ids(api.get(list))).as(list).isEmpty();
        }
        assertThat(ApiTest.ids(api.get(ApiTest.ENVIRONMENTS)))
                .containsExactlyInAnyOrder("production", "development", "staging");
        assertThat(api.get(ApiTest.SETTINGS).json()).isEqualTo(ApiTest.tree("{'jobs':{'overage_policy':'ALLOW'}}"));
        assertThat(ApiTest.ids(api.get(ApiTest.KEYS))).hasSize(1);
        assertThat(api.get(ApiTest.RUNS + "/" + runs.getFirst()).error()).isEqualTo("404 run_not_found");
        assertThat(api.as("sk_api_member-before-the-wipe").get(ApiTest.JOBS).error())
                .isEqualTo("401 credentials_invalid");
        List<String> again = FilledAccount.of(api, target);
        assertThat(again).doesNotContainAnyElementsOf(runs);
    }

    @Test
    void itCanBeDoneAgainAndSurvivesRestarts() {
        FilledAccount.of(api, target);
        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
        restart();
        assertThat(ApiTest.ids(api.get(ApiTest.JOBS))).isEmpty();
        assertThat(ApiTest.ids(api.get(ApiTest.ENVIRONMENTS))).hasSize(3);
        FilledAccount.of(api, target);
        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
        FilledAccount.of(api, target);
        restart();
        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
        restart();

        StoredRows rows = new StoredRows(node.sql());
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertThat(rows.of("default", epoch)).isEmpty();
        }
        assertThat(rows.with("\"AccountWiped\"")).hasSize(3);
        assertThat(ApiTest.ids(api.get(ApiTest.KEYS))).hasSize(1);
    }

    @Test
    void theOperatorsKeyIsValidAtEveryStartUnlessItWasRevoked() {
        node.addKey(OTHERS, Role.OWNER);
        assertThat(api.as(OTHERS).post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
        assertThat(api.get(ApiTest.JOBS).error()).isEqualTo("401 credentials_invalid");

        restart();
        assertThat(api.get(ApiTest.JOBS).status()).isEqualTo(200);

        String key = node.sql().queryForObject("SELECT id FROM ledger.api_key WHERE name = 'bootstrap'", String.class);
        assertThat(api.as(OTHERS)
                        .send("POST", ApiTest.KEYS + "/" + key + "/actions/revoke", "")
                        .status())
                .isEqualTo(200);
        assertThat(api.as(OTHERS).post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
        restart();
        assertThat(api.get(ApiTest.JOBS).error()).isEqualTo("401 credentials_invalid");
        assertThat(new StoredRows(node.sql()).with("bootstrap")).isEmpty();
    }

    @Test
    void itIsNotDoneByAccidentOrByAKeyThatWouldLockTheAccount() {
        node.addKey("sk_api_admin-who-cannot-wipe", Role.ADMIN);
        node.addKey("sk_api_restricted-owner", Role.OWNER, "production");

        assertThat(api.as("sk_api_admin-who-cannot-wipe")
                        .post(ApiTest.WIPE, "{")
                        .error())
                .isEqualTo("403 role_insufficient");
        for (String body :
                List.of("", "{}", "null", "{\"confirm\":false}", "{\"confirm\":\"true\"}", "{\"confirm\":1}")) {
            assertThat(api.post(ApiTest.WIPE, body).error()).as(body).isEqualTo("400 confirmation_required");
        }
        assertThat(api.post(ApiTest.WIPE, "{").error()).isEqualTo("400 malformed_json");
        assertThat(api.as("sk_api_restricted-owner")
                        .post(ApiTest.WIPE, "{\"confirm\":true,\"generate_sample_data\":true}")
                        .error())
                .isEqualTo("409 last_owner_key");
        assertThat(new StoredRows(node.sql()).of("default", 2)).isEmpty();
    }

    @Test
    void whoeverComesLateWritesNothing() throws Exception {
        FilledAccount.of(api, target);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<List<String>>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                String prefix = "late-" + i + "-";
                writers.add(threads.submit(() -> writes(prefix, over)));
            }
            assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);
            over.set(true);
            for (Future<List<String>> writer : writers) {
                assertThat(writer.get()).allMatch(error -> error.equals("503 unavailable") || error.startsWith("201"));
            }
        }
        assertThatThrownBy(() -> node.carryOut(new ReplaceSettings(AccountId.DEFAULT, AccountSettings.NONE)))
                .matches(failure -> Refused.by(failure, Refusal.AccountWiped.class));

        StoredRows rows = new StoredRows(node.sql());
        await().atMost(ApiTest.PATIENCE)
                .untilAsserted(() -> assertThat(rows.of("default", 1)).isEmpty());
        assertThat(rows.with("default.2/job/late-")).isNotEmpty();
    }

    @Test
    void allNodesKnowItWhenItIsAnswered() {
        try (WholeNode second = WholeNode.start(database, Map.of())) {
            Service there = new Service(second.port(), WholeNode.OWNER, contract);
            FilledAccount.of(api, target);
            await().atMost(ApiTest.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(ApiTest.ids(there.get(ApiTest.JOBS))).isNotEmpty());

            assertThat(there.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);

            assertThat(new StoredRows(node.sql()).of("default", 1)).isEmpty();
            for (Service any : List.of(api, there)) {
                assertThat(ApiTest.ids(any.get(ApiTest.JOBS))).isEmpty();
                assertThat(ApiTest.ids(any.get(ApiTest.ENVIRONMENTS))).hasSize(3);
            }
            FilledAccount.of(api, target);
            await().atMost(ApiTest.PATIENCE)
                    .untilAsserted(() -> assertThat(node.part(Worker.class).inFlight()
                                    + second.part(Worker.class).inFlight())
                            .isEqualTo(1));
            assertThat(new StoredRows(node.sql()).of("default", 1)).isEmpty();
        }
    }

    @Test
    void whatWasUnderWayIsToldThatItIsOver() {
        List<String> runs = FilledAccount.of(api, target);
        RunKey calling = new RunKey(AccountId.DEFAULT, UUID.fromString(runs.getLast()));
        JobKey job = new JobKey(AccountId.DEFAULT, "job-a");
        JobView known = node.part(JobCatalog.class).find(job).orElseThrow();
        assertThat(api.post(ApiTest.WIPE, CONFIRMED).status()).isEqualTo(204);

        for (Command late : List.of(
                new FireJob(job, "production", now(), Duration.ofHours(1)),
                new CreateJob(job, UUID.randomUUID(), known.definition()),
                new OpenAccount(AccountId.DEFAULT, "default", "enterprise", List.of(), null),
                new ReplaceSettings(AccountId.DEFAULT, AccountSettings.NONE))) {
            assertThat(isRefused(late)).as(late.toString()).isTrue();
        }
        // A run may be in memory for a moment; nothing is written of it.
        for (Command late : List.of(
                new CompleteRun(calling, job, UUID.randomUUID(), new RunOutcome.TimedOut("late")),
                new CancelPendingRun(calling, "late"),
                new DeclareWorkerLost(calling, UUID.randomUUID(), "late"))) {
            await().atMost(ApiTest.PATIENCE).until(() -> isRefused(late));
        }
        await().atMost(ApiTest.PATIENCE)
                .untilAsserted(
                        () -> assertThat(node.part(Worker.class).inFlight()).isZero());
        assertThat(node.part(Worker.class).waiting()).isZero();
        assertThat(new StoredRows(node.sql()).of("default", 1)).isEmpty();
    }

    private boolean isRefused(Command late) {
        try {
            node.carryOut(late);
            return false;
        } catch (CompletionException e) {
            return Refused.by(e, Refusal.class);
        }
    }

    private Instant now() {
        return node.part(Clock.class).instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Jobs with an idempotency key and runs of them, until it is over. */
    private List<String> writes(String prefix, AtomicBoolean over) {
        List<String> answers = new ArrayList<>();
        for (int n = 0; !over.get(); n++) {
            String body = ApiTest.document(prefix + n, ApiTest.calling(target.url("/late")), ApiTest.PRODUCTION);
            Answer answer = api.send("POST", ApiTest.JOBS, body, "Idempotency-Key: " + prefix + n);
            answers.add(answer.status() == 201 ? "201" : answer.error());
            if (answer.status() == 201) {
                api.send("POST", ApiTest.JOBS + "/" + prefix + n + "/actions/run", "");
            }
        }
        return answers;
    }

    /** Waits until whatever follows from what was done is written. */
    private void settled() {
        long head = node.head();
        await().atMost(ApiTest.PATIENCE)
                .until(() -> node.sql().query(POSITIONS, (row, n) -> row.getLong(1)).stream()
                        .allMatch(at -> at >= head));
    }

    private static JsonNode usage(Service owner) {
        return owner.send("POST", "/api/v1/usage/actions/verify", "").json();
    }
}
