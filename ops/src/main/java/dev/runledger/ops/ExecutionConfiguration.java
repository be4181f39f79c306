package dev.runledger.ops;

import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.catalog.RememberedJobs;
import dev.runledger.command.execution.Egress;
import dev.runledger.command.execution.NameResolver;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.command.saga.DueRuns;
import dev.runledger.command.saga.ObsoleteRuns;
import dev.runledger.command.saga.OneOffTable;
import dev.runledger.command.saga.OneOffs;
import dev.runledger.command.saga.OpenRunTable;
import dev.runledger.command.saga.OpenRuns;
import dev.runledger.command.saga.Recovery;
import dev.runledger.command.saga.RunExecutionSaga;
import dev.runledger.command.saga.WorkerTable;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;

/** What carries runs out: the saga that drives them, the worker that calls out, and the recovery of what was left. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        basePackageClasses = RunExecutionSaga.class,
        useDefaultFilters = false,
        includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = RunExecutionSaga.class))
class ExecutionConfiguration {

    /** Often enough that a run left behind ends within seconds, rarely enough to cost nothing. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    @Bean
    Egress egress(NodeSettings settings) {
        return new Egress(settings.egress(), NameResolver.system());
    }

    @Bean
    Worker worker(NodeSettings settings, Egress egress, BusCommands commands, JobCatalog jobs, DatabaseClock clock) {
        return new Worker(
                UUID.randomUUID(),
                settings.inFlight(),
                Version.text(),
                egress,
                commands::send,
                new RememberedJobs(jobs),
                clock);
    }

    @Bean
    OpenRunTable openRunTable(JdbcTemplate sql) {
        return new OpenRunTable(sql);
    }

    @Bean
    OpenRuns openRuns(OpenRunTable table, ObsoleteRuns obsolete) {
        return new OpenRuns(table, obsolete::recheck);
    }

    @Bean
    ObsoleteRuns obsoleteRuns(OpenRunTable table, JobCatalog jobs, BusCommands commands) {
        return new ObsoleteRuns(table, jobs, commands::send);
    }

    @Bean(destroyMethod = "")
    DueRuns dueRuns(OpenRunTable table, Worker worker, DatabaseClock clock) {
        return new DueRuns(table, worker, clock);
    }

    @Bean(destroyMethod = "")
    FiringLoop firingLoop(NextFires fires, DatabaseClock clock, NodeSettings settings, BusCommands commands) {
        return new FiringLoop(fires, clock, settings.misfireWindow(), commands::send);
    }

    @Bean(destroyMethod = "")
    OneOffs oneOffs(JdbcTemplate sql, DatabaseClock clock, NodeSettings settings, BusCommands commands) {
        return new OneOffs(new OneOffTable(sql), clock, settings.oneOffRetention(), commands::send);
    }

    /** What comes due by itself. */
    @Bean
    NodeLifecycle.Timers timers(FiringLoop firing, DueRuns dueRuns, OneOffs oneOffs) {
        return new NodeLifecycle.Timers(firing, dueRuns, oneOffs);
    }

    /** Started and stopped by {@link NodeLifecycle}, in its place between the others. */
    @Bean(destroyMethod = "")
    Recovery recovery(
            NodeSettings settings,
            NodeData data,
            Worker worker,
            OpenRunTable table,
            JdbcTemplate sql,
            BusCommands commands,
            DatabaseClock clock) {
        return new Recovery(
                new Recovery.Identity(worker.workerId(), data.identity(), BEAT, settings.workerSilence()),
                new Recovery.Tables(new WorkerTable(sql), table),
                worker,
                worker::inHand,
                commands::tell,
                clock::observe);
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
