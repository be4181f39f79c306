package dev.runledger.command.catalog;

import static dev.runledger.command.catalog.CatalogFixture.LIFE;
import static dev.runledger.command.catalog.CatalogFixture.NOON;
import static dev.runledger.command.catalog.CatalogFixture.created;
import static dev.runledger.command.catalog.CatalogFixture.job;
import static dev.runledger.command.catalog.CatalogFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.account.AccountCommand.CreateEnvironment;
import dev.runledger.kernel.account.AccountCommand.DeleteEnvironment;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.account.Meter;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.FireJob;
import dev.runledger.kernel.job.JobCommand.PurgeOneOff;
import dev.runledger.kernel.job.JobCommand.RemoveOverlay;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.ResumeFires;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.CreateRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each command gets to know. */
class FactsReaderTest {

    private static final JobKey NIGHTLY = key("nightly");
    private static final JobKey PLAIN = key("plain");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, new UUID(1, 1));
    private static final RetryPolicyKey GENTLE = new RetryPolicyKey(AccountId.DEFAULT, "gentle");
    private static final RetryPolicyCreated POLICY = new RetryPolicyCreated(
            GENTLE, LIFE, new RetryPolicy("G", 3, new Backoff.Fixed(30), true, false, List.of(), List.of()), NOON);
    private static final RetryPolicyView GENTLE_VIEW = RetryPolicyView.after(POLICY);
    private static final JobCreated CREATED = new JobCreated(
            NIGHTLY,
            LIFE,
            job("@daily", "gentle", "production"),
            created("nightly", Map.of("production", NOON)).next(),
            NOON);
    private static final JobCreated MANUAL = new JobCreated(PLAIN, LIFE, job(null, null, "production"), Map.of(), NOON);
    private static final Map<String, Environment> ENVIRONMENTS =
            Map.of("production", new Environment("production", true));
    private static final Map<String, Instant> TIMETABLE = Map.of("production", NOON);
    private static final Facts LIVE = Facts.NONE.with(new LiveJob(LIFE, 1, JobRules.of(CREATED.definition())));
    private static final Facts PLAIN_LIVE = Facts.NONE.with(new LiveJob(LIFE, 1, JobRules.of(MANUAL.definition())));

    private static final AccountOpened OPENED =
            new AccountOpened(AccountId.DEFAULT, "default", "free", List.of(), NOON, NOON);

    private static final Definition ENVIRONMENT = new Definition("QA", null, EnvironmentClass.STANDARD, true);

    private final CatalogFixture house = new CatalogFixture();
    private final List<String> seen = new ArrayList<>();
    private final FactsReader reader = new FactsReader(
            house.accounts,
            house.jobs,
            accounts -> Map.of(NIGHTLY.account(), ENVIRONMENTS),
            house.policies,
            house.fires,
            house.usage,
            row -> seen.add(row.stream()));

    FactsReaderTest() throws SQLException {}

    @BeforeEach
    void fill() {
        house.committed(POLICY, CREATED, MANUAL);
    }

    @Test
    void anEditKnowsTheEnvironmentsTheTimetableAndThePoliciesThatItNames() {
        Facts known = LIVE.withEnvironments(ENVIRONMENTS).withNextFires(TIMETABLE);

        assertThat(facts(new ReplaceJob(NIGHTLY, CREATED.definition(), null)))
                .isEqualTo(known.withPolicies(Map.of("gentle", GENTLE_VIEW)));
        assertThat(facts(new ReplaceJob(NIGHTLY, job(null, "unheard-of"), null)))
                .isEqualTo(known);
        assertThat(facts(new DeleteJob(NIGHTLY, null))).isEqualTo(known);
        assertThat(facts(new PurgeOneOff(NIGHTLY, LIFE, "spent"))).isEqualTo(known);
        assertThat(facts(new RemoveOverlay(NIGHTLY, "production"))).isEqualTo(known);
        assertThat(facts(new ResumeFires(NIGHTLY, "production", NOON))).isEqualTo(known);
    }

    @Test
    void aJobToBeKnowsItsPoliciesAndTheEnvironmentsOnly() {
        CreateJob create = new CreateJob(key("fresh"), LIFE, job(null, "gentle"));

        assertThat(facts(create))
                .isEqualTo(Facts.NONE.withEnvironments(ENVIRONMENTS).withPolicies(Map.of("gentle", GENTLE_VIEW)));
        assertThat(seen).isEmpty();
    }

    @Test
    void aFireKnowsTheTimetable() {
        assertThat(facts(new FireJob(NIGHTLY, "production", NOON, Duration.ZERO)))
                .isEqualTo(LIVE.withNextFires(TIMETABLE));
    }

    @Test
    void aSpentOneOffKnowsItsJob() {
        assertThat(facts(new SpendOneOff(NIGHTLY, LIFE, "production", RUN.id())))
                .isEqualTo(LIVE);
    }

    @Test
    void triggersKnowTheEnvironments() {
        assertThat(facts(new TriggerRun(NIGHTLY, RUN, null, EnvironmentScope.ALL)))
                .isEqualTo(LIVE.withEnvironments(ENVIRONMENTS));
        assertThat(facts(new Rerun(NIGHTLY, RUN, RUN.id(), LIFE, "production")))
                .isEqualTo(LIVE.withEnvironments(ENVIRONMENTS));
    }

    @Test
    void aRunThatStartsKnowsItsJobAndTheEnvironments() {
        RequestSnapshot request = new RequestSnapshot("GET", "http://h", Map.of(), null);

        Facts known = facts(new StartRun(RUN, NIGHTLY, LIFE, 1, LIFE, LIFE, StatusPattern.SUCCESS, request));
        assertThat(known.withMeter(Meter.NONE)).isEqualTo(LIVE.withEnvironments(ENVIRONMENTS));
        assertThat(known.meter()).isNotEqualTo(Meter.NONE);
    }

    @Test
    void aRunThatEndsKnowsWhoMayJudgeIt() {
        assertThat(facts(completed(NIGHTLY)))
                .isEqualTo(LIVE.withEnvironments(ENVIRONMENTS).withPolicies(Map.of("gentle", GENTLE_VIEW)));
        assertThat(facts(completed(PLAIN))).isEqualTo(PLAIN_LIVE);
    }

    @Test
    void aDeletedJobIsNoJobAndHasNoTimetable() {
        house.committed(new JobDeleted(NIGHTLY, LIFE, 1, CREATED.definition(), NOON, NOON, null));

        assertThat(facts(new FireJob(NIGHTLY, "production", NOON, Duration.ZERO)))
                .isEqualTo(Facts.NONE);
        assertThat(facts(new TriggerRun(NIGHTLY, RUN, null, EnvironmentScope.ALL)))
                .isEqualTo(Facts.NONE.withEnvironments(ENVIRONMENTS));
    }

    @Test
    void otherCommandsKnowNothing() {
        assertThat(read(new CancelRun(RUN))).isEmpty();
        assertThat(facts(new CreateRetryPolicy(GENTLE, LIFE, POLICY.policy()))).isEqualTo(Facts.NONE);
    }

    @Test
    void aPolicyToBeDeletedKnowsWhoNamesIt() {
        assertThat(facts(new DeleteRetryPolicy(GENTLE, null)))
                .isEqualTo(Facts.NONE.withReferencingJobs(List.of("nightly")));
    }

    @Test
    void aBatchIsReadAtOnceAndEveryRowIsTold() {
        Map<String, Facts> facts = read(
                new FireJob(NIGHTLY, "production", NOON, Duration.ZERO),
                new TriggerRun(PLAIN, RUN, null, EnvironmentScope.ALL));

        assertThat(facts.get(NIGHTLY.stream()))
                .isEqualTo(LIVE.withNextFires(TIMETABLE).withEnvironments(ENVIRONMENTS));
        assertThat(facts.get(PLAIN.stream())).isEqualTo(PLAIN_LIVE.withEnvironments(ENVIRONMENTS));
        assertThat(seen).containsExactlyInAnyOrder(NIGHTLY.stream(), PLAIN.stream());
    }

    @Test
    void writesThatAPlanMayLimitKnowWhatIsUsedOfIt() {
        house.committed(OPENED);
        house.database.sql().update("INSERT INTO ledger.usage VALUES ('default', '2026-03', 41, 7)");

        PlanFacts plan =
                facts(new CreateJob(key("fresh"), LIFE, job(null, null))).plan();
        assertThat(plan.plan()).isEqualTo(Plans.DEFAULTS.get("free"));
        assertThat(plan.jobs()).isEqualTo(2);
        assertThat(facts(new CreateRetryPolicy(GENTLE, LIFE, POLICY.policy()))
                        .plan()
                        .plan())
                .isEqualTo(Plans.DEFAULTS.get("free"));
        assertThat(facts(new CreateEnvironment(AccountId.DEFAULT, "qa", LIFE, ENVIRONMENT))
                        .plan()
                        .plan())
                .isEqualTo(Plans.DEFAULTS.get("free"));
        assertThat(facts(new DeleteJob(NIGHTLY, null)).plan()).isSameAs(PlanFacts.UNLIMITED);
    }

    @Test
    void onAPlanThatStopsWritesKnowWhenItDoes() {
        house.committed(OPENED);
        CreateJob create = new CreateJob(key("fresh"), LIFE, job(null, null));
        house.database.sql().update("INSERT INTO ledger.usage VALUES ('default', '2026-03', 2999, 7)");
        facts(create).plan().requireAllotment();
        house.database.sql().update("UPDATE ledger.usage SET used = 3000");

        assertThatThrownBy(() -> facts(create).plan().requireAllotment()).isInstanceOf(Refused.class);
    }

    @Test
    void thoseWhoAddJobsToAPlanThatLimitsThemComeOneAfterTheOther() throws InterruptedException {
        house.committed(OPENED);
        CountDownLatch locked = new CountDownLatch(1);
        Thread first = Thread.ofVirtual()
                .start(() -> house.inTransaction(() -> {
                    reader.read(List.of(new CreateJob(key("first"), LIFE, job(null, null))));
                    locked.countDown();
                    Awaitility.await().until(() -> isWaitedFor());
                    house.recorded(new JobCreated(key("first"), LIFE, job(null, null), Map.of(), NOON));
                }));
        assertThat(locked.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(facts(new CreateJob(key("second"), LIFE, job(null, null)))
                        .plan()
                        .jobs())
                .isEqualTo(3);
        first.join();
    }

    @Test
    void onlyBatchesThatWriteJobsLockThemAgainstOthers() {
        assertThat(BatchNeeds.of(List.of(new FireJob(NIGHTLY, "production", NOON, Duration.ZERO)))
                        .forUpdate())
                .isFalse();
        assertThat(BatchNeeds.of(List.of(completed(NIGHTLY))).forUpdate()).isFalse();
        assertThat(BatchNeeds.of(List.of(completed(NIGHTLY), new SpendOneOff(PLAIN, LIFE, "production", LIFE)))
                        .forUpdate())
                .isTrue();
        assertThat(BatchNeeds.of(List.of(new DeleteJob(NIGHTLY, null))).forUpdate())
                .isTrue();
    }

    @Test
    void editsWaitForAnAccountThatChangesItsEnvironmentsAndTheOtherWayRound() throws InterruptedException {
        house.committed(OPENED);
        CountDownLatch locked = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Thread edit = Thread.ofVirtual()
                .start(() -> house.inTransaction(() -> {
                    reader.read(List.of(new DeleteJob(NIGHTLY, null)));
                    locked.countDown();
                    Awaitility.await().until(() -> isWaitedFor());
                    ended.set(true);
                }));
        assertThat(locked.await(20, TimeUnit.SECONDS)).isTrue();

        read(new DeleteEnvironment(AccountId.DEFAULT, "qa", false));

        assertThat(ended).isTrue();
        assertThat(seen).contains("default.1/account");
        edit.join();
    }

    private boolean isWaitedFor() {
        return Boolean.TRUE.equals(house.database
                .sql()
                .queryForObject(
                        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND datname = current_database())",
                        Boolean.class));
    }

    private static CompleteRun completed(JobKey job) {
        return new CompleteRun(RUN, job, LIFE, new RunOutcome.TimedOut("slow"));
    }

    private Facts facts(Command command) {
        return Objects.requireNonNull(read(command).get(BatchNeeds.subject(command)));
    }

    private Map<String, Facts> read(Command... batch) {
        return Objects.requireNonNull(house.database.transaction().execute(status -> reader.read(List.of(batch))));
    }
}
