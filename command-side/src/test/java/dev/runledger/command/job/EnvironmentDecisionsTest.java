package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.MANAGED;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;
import static dev.runledger.command.job.JobFixture.managing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.job.FireEvent.FiresResumed;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.RemoveOverlay;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.ResumeFires;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.OverlayRemoved;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.Test;

/** What becomes of a job when its environments come and go. */
class EnvironmentDecisionsTest {

    private static final Instant MANAGED_AT = NOON.minusSeconds(7_200);
    private static final Instant ELEVEN = Instant.parse("2026-03-01T11:00:00Z");
    private static final JobDefinition HOURLY = job("0 * * * *", enabledIn("production", "development"));
    private static final JobCreated CREATED = created(
            HOURLY, Map.of("production", fires("2026-03-01T13:00:00Z"), "development", fires("2026-03-01T13:00:00Z")));
    private static final Facts WITHOUT_DEVELOPMENT =
            MANAGED.withNextFires(Map.of("production", NOON.plusSeconds(3_600)));

    private final JobFixture house = new JobFixture();

    @Test
    void firesGoOnWithTheFirstInstantSinceTheEnvironmentIsManagedEvenIfThatHasPassed() {
        resumed(WITHOUT_DEVELOPMENT, CREATED).expectNoEvents();

        FiresResumed expected = new FiresResumed(JOB, LIFE, 1, "development", MANAGED_AT, ELEVEN, NOON);
        assertThat(house.stream(expected.stream())).containsExactly(expected);
        assertThat(house.elsewhere()).hasSize(1);
    }

    @Test
    void whereItFiresAlreadyNothingIsResumed() {
        house.nothing(resumed(
                MANAGED.withNextFires(Map.of("production", NOON, "development", NOON.plusSeconds(60))), CREATED));
    }

    @Test
    void anEnvironmentThatWentAgainResumesNothing() {
        house.nothing(resumed(managing("production"), CREATED));
    }

    @Test
    void onlyARecurringJobThatIsEnabledThereGoesOn() {
        house.nothing(resumed(MANAGED, created(job("0 * * * *", enabledIn("production")), Map.of())));
        house.nothing(resumed(MANAGED, created(job(null, enabledIn("development")), Map.of())));
        house.nothing(resumed(MANAGED, CREATED, new JobDeleted(JOB, LIFE, 1, HOURLY, BEFORE, BEFORE, null)));
    }

    @Test
    void anEntryThatIsRemovedIsAnEditThatLeavesTheRestAsItIs() {
        Instant next = NOON.plusSeconds(3_600);

        house.given(WITHOUT_DEVELOPMENT, NOON, CREATED)
                .when(new RemoveOverlay(JOB, "development"))
                .expectEvents(new OverlayRemoved(
                        JOB,
                        LIFE,
                        2,
                        "development",
                        job("0 * * * *", enabledIn("production")),
                        Map.of("production", new NextRun(next, null)),
                        BEFORE,
                        NOON));
    }

    @Test
    void anEntryThatIsNotThereIsNotRemoved() {
        house.nothing(house.given(CREATED).when(new RemoveOverlay(JOB, "staging")));
    }

    @Test
    void aNewEntryNeedsAnEnvironmentThatIsManagedAtThisMoment() {
        Facts facts = Facts.NONE.withEnvironments(Map.of("development", new Environment("development", false)));
        Refusal refusal = new Refusal.Invalid(List.of(
                ErrorObject.at(
                        "/data/attributes/environments/production",
                        "environment_unknown",
                        "There is no environment \"production\"."),
                ErrorObject.at(
                        "/data/attributes/environments/development",
                        "environment_unmanaged",
                        "This environment is not managed.")));

        JobFixture.refused(house.given(facts, NOON).when(new CreateJob(JOB, LIFE, HOURLY)), refusal);
        JobFixture.refused(
                house.given(facts, NOON, created(job("0 * * * *", Map.of()), Map.of()))
                        .when(new ReplaceJob(JOB, HOURLY, null)),
                refusal);
    }

    @Test
    void anEntryThatWasThereMayStayWithoutEffect() {
        house.given(managing("production"), NOON, CREATED)
                .when(new ReplaceJob(JOB, HOURLY, null))
                .expectSuccessfulHandlerExecution();
    }

    private ResultValidator<JobAggregate> resumed(Facts facts, JobEvent... events) {
        return house.given(facts, NOON, events).when(new ResumeFires(JOB, "development", MANAGED_AT));
    }
}
