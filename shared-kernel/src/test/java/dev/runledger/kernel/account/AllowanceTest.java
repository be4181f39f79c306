package dev.runledger.kernel.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.account.Allowance.Rule;
import org.junit.jupiter.api.Test;

/** API.md §7.2. */
class AllowanceTest {

    private static final OveragePolicy ALLOW = new OveragePolicy.Allow();
    private static final OveragePolicy STOP = new OveragePolicy.HardStop();

    @Test
    void aPlanWithoutLimitNeverRefusesWhateverThePolicy() {
        assertThat(Allowance.of(-1, 0, STOP)).isEqualTo(Allowance.UNLIMITED);
        assertAdmits(Allowance.UNLIMITED, Long.MAX_VALUE);
    }

    @Test
    void aPlanThatStopsDoesSoAtWhatItIncludesWhateverThePolicy() {
        Allowance allowance = Allowance.of(3_000, 0, ALLOW);
        assertThat(allowance.rule()).isEqualTo(Rule.PLAN_STOPS);
        assertAdmits(allowance, 2_999);
        assertDenies(allowance, 3_000);
    }

    @Test
    void aHardStopIsAtWhatThePlanIncludes() {
        Allowance allowance = Allowance.of(50_000, 100, STOP);
        assertThat(allowance.rule()).isEqualTo(Rule.HARD_STOP);
        assertAdmits(allowance, 49_999);
        assertDenies(allowance, 50_000);
    }

    @Test
    void overageThatIsAllowedNeverEnds() {
        Allowance allowance = Allowance.of(50_000, 100, ALLOW);
        assertThat(allowance.rule()).isEqualTo(Rule.ALLOW);
        assertAdmits(allowance, 10_000_000);
    }

    @Test
    void aBudgetMayBeSpentToTheLastCentAndNotBeyond() {
        // 1 cent pays for 100 runs at 100 millionths of a dollar each.
        Allowance exact = Allowance.of(50_000, 100, new OveragePolicy.Capped(1));
        assertThat(exact.rule()).isEqualTo(Rule.CAPPED);
        assertAdmits(exact, 50_099);
        assertDenies(exact, 50_100);

        // 333 runs at 30 are 9,990 of 10,000; one more would be too much.
        Allowance withRest = Allowance.of(10, 30, new OveragePolicy.Capped(1));
        assertAdmits(withRest, 342);
        assertDenies(withRest, 343);
    }

    @Test
    void aBudgetOfNothingStopsAtWhatThePlanIncludes() {
        Allowance allowance = Allowance.of(10, 100, new OveragePolicy.Capped(0));
        assertAdmits(allowance, 9);
        assertDenies(allowance, 10);
    }

    @Test
    void noBudgetIsTooLargeToReckonWith() {
        assertAdmits(Allowance.of(10, 1, new OveragePolicy.Capped(Long.MAX_VALUE)), Long.MAX_VALUE - 1);
    }

    @Test
    void aRefusalTellsTheRuleAndTheNumbers() {
        assertThat(words(Allowance.of(3, 0, ALLOW), 3))
                .isEqualTo("3 runs are counted this month; the plan includes 3 and stops there");
        assertThat(words(Allowance.of(3, 100, STOP), 3)).contains("jobs.overage_policy is HARD_STOP");
        assertThat(words(Allowance.of(3, 100, new OveragePolicy.Capped(1)), 103))
                .isEqualTo(
                        "103 runs are counted this month; the plan includes 3 and jobs.overage_budget_cents allows for"
                                + " 100 more");
    }

    private static String words(Allowance allowance, long used) {
        return ((Admission.Denied) allowance.admit(used)).words();
    }

    private static void assertAdmits(Allowance allowance, long used) {
        assertThat(allowance.admit(used)).isInstanceOf(Admission.Admitted.class);
    }

    private static void assertDenies(Allowance allowance, long used) {
        assertThat(allowance.admit(used)).isEqualTo(new Admission.Denied(allowance, used));
    }
}
