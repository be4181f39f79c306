package dev.runledger.ops;

import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.RememberedJobs;
import dev.runledger.command.execution.Egress;
import dev.runledger.command.execution.NameResolver;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.saga.DeletedJobs;
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
    OpenRuns openRuns(OpenRunTable table) {
        return new OpenRuns(table);
    }

    @Bean
    DeletedJobs deletedJobs(OpenRunTable table, BusCommands commands) {
        return new DeletedJobs(table, commands::tell);
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
    NodeLifecycle.Work work(NodeLifecycle.Parts parts, NodeState state) {
        return new NodeLifecycle.Work(parts, state);
    }
}
