package dev.runledger.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The names are those of API.md §3.4; the ids were reckoned elsewhere. */
class RunIdsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final UUID LIFE = new UUID(2, 2);

    /** {@code default.1/00000000-0000-0002-0000-000000000002/production/1772366400000} */
    @Test
    void aFireIsNamedByAccountLifeEnvironmentAndMillisecond() {
        assertThat(RunIds.fire(JOB, LIFE, "production", NOON)).hasToString("aa7b74a8-57e9-52d5-8912-940007f35493");
    }

    /** The same with {@code /3}. */
    @Test
    void aOneOffIsNamedByTheVersionThatArmedItToo() {
        assertThat(RunIds.oneOff(JOB, LIFE, "production", NOON, 3)).hasToString("bb899637-ead5-5fdd-be19-25ba70520b54");
    }

    /** {@code retry/00000000-0000-0007-0000-000000000007/2} */
    @Test
    void aRetryIsNamedByItsChainAndAttempt() {
        assertThat(RunIds.retry(new UUID(7, 7), 2)).hasToString("57f809ad-1053-5ca8-9265-e239dc5b23dc");
    }

    @Test
    void theSlugDoesNotCountButItsLifeDoes() {
        JobKey renamed = new JobKey(AccountId.DEFAULT, "weekly");

        assertThat(RunIds.fire(renamed, LIFE, "production", NOON))
                .isEqualTo(RunIds.fire(JOB, LIFE, "production", NOON))
                .isNotEqualTo(RunIds.fire(JOB, new UUID(2, 3), "production", NOON));
    }

    @Test
    void eachLifeOfAnAccountHasItsOwnIds() {
        JobKey afterWipe = new JobKey(new AccountId("default", 2), "nightly");

        assertThat(RunIds.fire(afterWipe, LIFE, "production", NOON))
                .isNotEqualTo(RunIds.fire(JOB, LIFE, "production", NOON));
    }
}
