package dev.runledger.ops.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.account.AccountCommand.ReplaceSettings;
import dev.runledger.kernel.account.AccountSettings;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.Plans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What it costs that an account is limited: runs of an account without a limit, of one that comes to its limit with the last of
 * them, and of one that is at its limit already, by turns, so that each meets the machine in the same mood.
 */
final class QuotaBench {

    /** On the plan that is measured every run costs a cent, so that a budget in cents is a number of runs. */
    static final String PLANS = "{\"standard\":{\"included_runs_per_month\":0,\"overage_micro_usd_per_run\":10000}}";

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "bench");
    private static final int JOBS = 20;
    private static final int ROUNDS = 9;
    private static final int AT_ONCE = 1_000;

    /** Fewer than the distance from which on a counter is locked. */
    private static final int RUNS = 4_000;

    private static final double NANOS = 1e9;

    private final Rig rig;
    private final Figures figures;
    private final Commands commands;
    private final ProjectedRuns projected;
    private final BusTriggers triggers;

    QuotaBench(Rig rig, Figures figures) {
        this.rig = rig;
        this.figures = figures;
        this.commands = rig.node().part(Commands.class);
        this.projected = new ProjectedRuns(rig.sql());
        this.triggers = new BusTriggers(rig.node(), AT_ONCE);
    }

    void run() throws Exception {
        List<JobKey> jobs = rig.jobs(JOBS, "/");
        List<Double> unlimited = new ArrayList<>();
        List<Double> limited = new ArrayList<>();
        List<Double> refused = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            send(new ChangePlan(AccountId.DEFAULT, Plans.ENTERPRISE));
            unlimited.add(carriedOut(jobs));
            long limit = used() + RUNS;
            send(new ReplaceSettings(AccountId.DEFAULT, cappedAt(limit)));
            send(new ChangePlan(AccountId.DEFAULT, "standard"));
            limited.add(carriedOut(jobs));
            expect(limit, used());
            refused.add(refused(jobs));
            expect(limit, used());
        }
        print("unlimited", unlimited);
        print("to_the_limit", limited);
        print("beyond_the_limit", refused);
        figures.print(
                BenchOptions.QUOTA,
                "loss_by_the_limit",
                100 * (1 - median(limited) / median(unlimited)),
                "%",
                Map.of("of", "medians"));
    }

    private double carriedOut(List<JobKey> jobs) throws Exception {
        int before = projected.succeeded();
        long begun = System.nanoTime();
        var _ = triggers.trigger(jobs, RUNS);
        projected.awaitCounts(before + RUNS, projected.failed());
        return RUNS / ((System.nanoTime() - begun) / NANOS);
    }

    private double refused(List<JobKey> jobs) throws Exception {
        int before = projected.failed();
        long begun = System.nanoTime();
        var _ = triggers.trigger(jobs, RUNS);
        projected.awaitCounts(projected.succeeded(), before + RUNS);
        return RUNS / ((System.nanoTime() - begun) / NANOS);
    }

    private void send(AccountCommand command) {
        commands.send(command, CALLER, AccountView.class);
    }

    private static ObjectNode cappedAt(long cents) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.putObject(AccountSettings.JOBS)
                .put(AccountSettings.OVERAGE_POLICY, AccountSettings.CAPPED)
                .put(AccountSettings.OVERAGE_BUDGET_CENTS, cents);
        return settings;
    }

    private long used() {
        return Objects.requireNonNull(
                rig.sql().queryForObject("SELECT sum(used)::bigint FROM ledger.usage", Long.class));
    }

    /** Speed counts only if it is exact. */
    private static void expect(long limit, long used) {
        if (used != limit) {
            throw new IllegalStateException(used + " runs were counted, and the limit is " + limit);
        }
    }

    private void print(String account, List<Double> perSecond) {
        figures.print(
                BenchOptions.QUOTA,
                "runs_per_s",
                median(perSecond),
                "1/s",
                Map.of(
                        "account", account,
                        "runs", RUNS,
                        "at_once", AT_ONCE,
                        "rounds", ROUNDS,
                        "all", perSecond.stream().map(Math::round).toList()));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
