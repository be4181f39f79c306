package dev.runledger.command.job;

import static dev.runledger.command.job.JobFixture.BEFORE;
import static dev.runledger.command.job.JobFixture.JOB;
import static dev.runledger.command.job.JobFixture.LIFE;
import static dev.runledger.command.job.JobFixture.NEXT_LIFE;
import static dev.runledger.command.job.JobFixture.NOON;
import static dev.runledger.command.job.JobFixture.created;
import static dev.runledger.command.job.JobFixture.disabled;
import static dev.runledger.command.job.JobFixture.enabled;
import static dev.runledger.command.job.JobFixture.enabledIn;
import static dev.runledger.command.job.JobFixture.fires;
import static dev.runledger.command.job.JobFixture.job;

import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.PurgeOneOff;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobEvent.JobDeleted;
import dev.runledger.kernel.job.JobEvent.OneOffSpent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.NextRun;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a one-off whose run no longer waits. */
class SpentOneOffsTest {

    private static final UUID RUN = new UUID(5, 5);
    private static final NextRun ARMED = new NextRun(NOON.minusSeconds(1), RUN);
    private static final NextRun ELSEWHERE = new NextRun(NOON.plusSeconds(9), new UUID(6, 6));
    private static final JobDefinition ONCE = job("2026-03-01T11:59:59Z", enabledIn("production"));
    private static final JobDefinition SPENT = job("2026-03-01T11:59:59Z", Map.of("production", disabled()));
    private static final JobCreated CREATED = created(ONCE, Map.of("production", ARMED));
    private static final OneOffSpent WAS_SPENT =
            new OneOffSpent(JOB, LIFE, 1, "production", RUN, SPENT, Map.of(), BEFORE, BEFORE, NOON);
    private static final JobDeleted DELETED = new JobDeleted(JOB, LIFE, 1, ONCE, BEFORE, BEFORE, null);
    private static final SpendOneOff SPEND = new SpendOneOff(JOB, LIFE, "production", RUN);
    private static final PurgeOneOff PURGE = new PurgeOneOff(JOB, LIFE, "spent a week ago");

    private final JobFixture house = new JobFixture();

    @Test
    void aOneOffWhoseRunNoLongerWaitsIsDisabledThereAndItsVersionStays() {
        house.given(CREATED).when(SPEND).expectEvents(WAS_SPENT).expectResultMessagePayload(JobView.after(WAS_SPENT));
    }

    @Test
    void elsewhereItWaitsOn() {
        JobDefinition both = job("2026-03-01T11:59:59Z", Map.of("production", enabled(), "development", enabled()));
        JobDefinition one = job("2026-03-01T11:59:59Z", Map.of("production", disabled(), "development", enabled()));

        house.given(created(both, Map.of("production", ARMED, "development", ELSEWHERE)))
                .when(SPEND)
                .expectEvents(new OneOffSpent(
                        JOB, LIFE, 1, "production", RUN, one, Map.of("development", ELSEWHERE), BEFORE, BEFORE, NOON));
    }

    @Test
    void itIsSpentOnce() {
        house.nothing(house.given(CREATED, WAS_SPENT).when(SPEND));
    }

    @Test
    void anotherRunSpendsNothing() {
        house.nothing(house.given(CREATED).when(new SpendOneOff(JOB, LIFE, "production", new UUID(6, 6))));
        house.nothing(house.given(CREATED).when(new SpendOneOff(JOB, LIFE, "development", RUN)));
    }

    @Test
    void aRunOfAnotherLifeSpendsNothing() {
        house.nothing(house.given(CREATED).when(new SpendOneOff(JOB, NEXT_LIFE, "production", RUN)));
    }

    @Test
    void aDeletedJobIsNotSpent() {
        house.nothing(house.given(CREATED, DELETED).when(SPEND));
    }

    @Test
    void aSpentOneOffIsPurged() {
        house.given(CREATED, WAS_SPENT)
                .when(PURGE)
                .expectEvents(new JobDeleted(JOB, LIFE, 1, SPENT, BEFORE, NOON, "spent a week ago"));
    }

    @Test
    void aPurgedSlugMayLiveAgain() {
        house.given(CREATED, WAS_SPENT, new JobDeleted(JOB, LIFE, 1, SPENT, BEFORE, BEFORE, "spent a week ago"))
                .when(new CreateJob(JOB, NEXT_LIFE, SPENT))
                .expectEvents(new JobCreated(JOB, NEXT_LIFE, SPENT, Map.of(), NOON));
    }

    @Test
    void aOneOffThatStillWaitsSomewhereIsNotPurged() {
        house.nothing(house.given(CREATED).when(PURGE));
    }

    @Test
    void onlyOneOffsArePurged() {
        house.nothing(house.given(created(job(null, enabledIn("production")), Map.of()))
                .when(PURGE));
        house.nothing(house.given(created(
                        job("@daily", enabledIn("production")), Map.of("production", fires("2026-03-02T00:00:00Z"))))
                .when(PURGE));
        house.nothing(house.given(created(job("@daily", enabledIn()), Map.of())).when(PURGE));
    }

    @Test
    void anotherLifeIsNotPurged() {
        house.nothing(house.given(CREATED, WAS_SPENT).when(new PurgeOneOff(JOB, NEXT_LIFE, "spent a week ago")));
    }

    @Test
    void aDeletedJobIsNotPurged() {
        house.nothing(house.given(CREATED, DELETED).when(PURGE));
    }
}
