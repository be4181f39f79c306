package dev.runledger.kernel.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** API.md §7.3. */
class PlansTest {

    @Test
    void theUsualNumbersAreThoseOfTheContract() {
        assertThat(Plans.DEFAULTS.all()).extracting(Plan::toString).containsExactly("""
                        Plan[name=free, priceMonthlyCents=0, includedRunsPerMonth=3000, maxJobs=10, minIntervalSeconds=300, \
                        maxTimeoutSeconds=30, historyRetentionDays=7, managedEnvironments=2, overageMicroUsdPerRun=0]""", """
                        Plan[name=standard, priceMonthlyCents=1900, includedRunsPerMonth=50000, maxJobs=100, minIntervalSeconds=60, \
                        maxTimeoutSeconds=60, historyRetentionDays=30, managedEnvironments=5, overageMicroUsdPerRun=100]""", """
                        Plan[name=pro, priceMonthlyCents=9900, includedRunsPerMonth=500000, maxJobs=1000, minIntervalSeconds=60, \
                        maxTimeoutSeconds=300, historyRetentionDays=90, managedEnvironments=20, overageMicroUsdPerRun=50]""", """
                        Plan[name=enterprise, priceMonthlyCents=49900, includedRunsPerMonth=-1, maxJobs=-1, minIntervalSeconds=60, \
                        maxTimeoutSeconds=900, historyRetentionDays=365, managedEnvironments=-1, overageMicroUsdPerRun=0]""");
    }

    @Test
    void onlyAPlanWithALimitAndNoPriceBeyondItStops() {
        assertThat(Plans.DEFAULTS.all()).extracting(Plan::stops).containsExactly(true, false, false, false);
    }

    @Test
    void aLimitIsReachedOnceThereIsNoRoomForOneMore() {
        Plan free = Plans.DEFAULTS.get("free");

        assertThat(free.jobsReached(9)).isFalse();
        assertThat(free.jobsReached(10)).isTrue();
        assertThat(free.environmentsReached(1)).isFalse();
        assertThat(free.environmentsReached(2)).isTrue();
        assertThat(Plans.DEFAULTS.get("enterprise").jobsReached(1_000_000)).isFalse();
    }

    @Test
    void thereAreNoOthers() {
        assertThat(Plans.DEFAULTS.find("gold")).isEmpty();
        assertThatThrownBy(() -> Plans.DEFAULTS.get("gold")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plans(List.of(Plans.DEFAULTS.get("free"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
