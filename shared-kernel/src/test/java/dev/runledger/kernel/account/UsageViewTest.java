package dev.runledger.kernel.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.YearMonth;
import org.junit.jupiter.api.Test;

/** API.md §7.1. */
class UsageViewTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    @Test
    void upToWhatThePlanIncludesNothingIsOver() {
        UsageView usage = usage("standard", 50_000);

        assertThat(usage.overageRuns()).isZero();
        assertThat(usage.overageCents()).isZero();
    }

    @Test
    void aBegunCentCountsAsAWholeOne() {
        assertThat(usage("standard", 50_001).overageCents()).isEqualTo(1);
        assertThat(usage("standard", 50_100).overageCents()).isEqualTo(1);
        assertThat(usage("standard", 50_101).overageCents()).isEqualTo(2);
        assertThat(usage("standard", 50_101).overageRuns()).isEqualTo(101);
        assertThat(usage("pro", 500_201).overageCents()).isEqualTo(2);
    }

    @Test
    void aPlanThatStopsOrSetsNoLimitHasNothingBeyondIt() {
        assertThat(usage("free", 3_500).overageRuns()).isZero();
        assertThat(usage("free", 3_500).overageCents()).isZero();
        assertThat(usage("enterprise", 10_000_000).overageRuns()).isZero();
        assertThat(usage("enterprise", 10_000_000).overageCents()).isZero();
    }

    @Test
    void itIsShownInWholeNumbers() {
        assertThat(new UsageView(MARCH, 50_101, 7, Plans.DEFAULTS.get("standard"))
                        .resource()
                        .attributes()
                        .toString())
                .isEqualTo(
                        "{period=2026-03, runs_used=50101, runs_included=50000, active_jobs=7, active_jobs_limit=100,"
                                + " overage_runs=101, overage_cents=2}");
    }

    private static UsageView usage(String plan, long used) {
        return new UsageView(MARCH, used, 0, Plans.DEFAULTS.get(plan));
    }
}
