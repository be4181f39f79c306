package dev.runledger.ops;

import dev.runledger.command.Loop;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.catalog.RememberedJobs;
import dev.runledger.command.execution.Egress;
import dev.runledger.command.execution.Lease;
import dev.runledger.command.execution.NameResolver;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.membership.Pulse;
import dev.runledger.command.saga.ClosedEnvironments;
import dev.runledger.command.saga.DueRuns;
import dev.runledger.command.saga.ObsoleteRuns;
import dev.runledger.command.saga.OneOffTable;
import dev.runledger.command.saga.OneOffs;
import dev.runledger.command.saga.OpenRunTable;
import dev.runledger.command.saga.OpenRuns;
import dev.runledger.command.saga.PostgresOpenRuns;
import dev.runledger.command.saga.Recovery;
import dev.runledger.ops.web.RunsInHand;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.function.SingletonSupplier;

/** What carries runs out: the saga that drives them, the worker that calls out, and the recovery of what was left. */
@Configuration(proxyBeanMethods = false)
@ComponentScan("dev.runledger.command.execution")
class ExecutionConfiguration {

    /** On nodes of every role: whoever takes writes also says which URLs may be called. */
    @Bean
    Egress egress(NodeSettings settings, Lease lease) {
        return new Egress(settings.egress(), NameResolver.system(), lease);
    }

    /** The pulse comes after the worker, whom it tells that it was taken for dead. */
    @Bean
    Lease lease(ObjectProvider<Pulse> provider) {
        // Asked before each request, so the pulse is looked for once.
        Supplier<Pulse> pulse = SingletonSupplier.of(provider::getObject);
        return new Lease() {
            @Override
            public boolean held() {
                return pulse.get().isKnown();
            }

            @Override
            public CompletionStage<?> renewed() {
                return pulse.get().nextBeat();
            }
        };
    }

    @Bean
    Worker worker(
            NodeSettings settings,
            Members members,
            Egress egress,
            BusCommands commands,
            JobCatalog jobs,
            DatabaseClock clock) {
        return new Worker(
                members.self().worker(),
                settings.inFlight(),
                Version.text(),
                egress,
                commands::send,
                new RememberedJobs(jobs),
                clock);
    }

    @Bean
    RunsInHand runsInHand(Worker worker) {
        return new RunsInHand() {
            @Override
            public int waiting() {
                return worker.waiting();
            }

            @Override
            public int inFlight() {
                return worker.inFlight();
            }
        };
    }

    @Bean
    OpenRunTable openRunTable(JdbcTemplate sql) {
        return new PostgresOpenRuns(sql);
    }

    @Bean
    OpenRuns openRuns(OpenRunTable table, ObsoleteRuns obsolete, ClosedEnvironments closed) {
        return new OpenRuns(table, (later, due) -> {
            obsolete.recheck(later, due);
            closed.recheck(later);
        });
    }

    @Bean
    ClosedEnvironments closedEnvironments(OpenRunTable table, EnvironmentCatalog environments, BusCommands commands) {
        return new ClosedEnvironments(table, environments, commands::send);
    }

    @Bean
    ObsoleteRuns obsoleteRuns(OpenRunTable table, JobCatalog jobs, BusCommands commands) {
        return new ObsoleteRuns(table, jobs, commands::send);
    }

    @Bean(destroyMethod = "")
    DueRuns dueRuns(OpenRunTable table, Worker worker, DatabaseClock clock, Followers followers) {
        return new DueRuns(table, worker, clock, followers::heldForExecution);
    }

    @Bean(destroyMethod = "")
    FiringLoop firingLoop(
            NextFires fires, DatabaseClock clock, NodeSettings settings, Members members, BusCommands commands) {
        return new FiringLoop(
                fires,
                clock,
                settings.misfireWindow(),
                job -> members.mine(NodeRole.COMMAND, job.stream()),
                commands::send);
    }

    @Bean(destroyMethod = "")
    OneOffs oneOffs(
            JdbcTemplate sql, DatabaseClock clock, NodeSettings settings, Members members, BusCommands commands) {
        return new OneOffs(
                new OneOffTable(sql),
                clock,
                settings.oneOffRetention(),
                job -> members.mine(NodeRole.COMMAND, job.stream()),
                commands::send);
    }

    /** What comes due by itself. */
    @Bean
    NodeLifecycle.Timers timers(FiringLoop firing, DueRuns dueRuns, OneOffs oneOffs, NodeSettings settings) {
        return new NodeLifecycle.Timers(firing, dueRuns, oneOffs, settings.roles());
    }

    @Bean
    Recovery recovery(Members members, OpenRunTable table, Worker worker, Followers followers, BusCommands commands) {
        return new Recovery(
                members,
                table,
                new Recovery.Holdings(worker, worker::inHand, followers::heldForExecution),
                commands::send);
    }

    @Bean(destroyMethod = "")
    Loop recoveryLoop(Recovery recovery) {
        return new Loop("recovery", recovery::round);
    }

    @Bean(destroyMethod = "")
    Loop pulseLoop(Pulse pulse) {
        return new Loop("pulse", pulse::round);
    }

    /** The loops are started and stopped by {@link NodeLifecycle}, in their places between the others. */
    @Bean
    NodeLifecycle.Signs signs(
            Pulse pulse, Loop pulseLoop, Recovery recovery, Loop recoveryLoop, NodeSettings settings) {
        return new NodeLifecycle.Signs(pulse, pulseLoop, recovery, recoveryLoop, settings.roles());
    }

    @Bean
    NodeLifecycle.Ground ground(NodeLifecycle.Parts parts) {
        return new NodeLifecycle.Ground(parts);
    }

    @Bean
    NodeLifecycle.Work work(NodeLifecycle.Parts parts, NodeLifecycle.Timers timers, NodeState state) {
        return new NodeLifecycle.Work(parts, timers, state);
    }
}
