package dev.runledger.ops;

import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.saga.OpenRuns;
import dev.runledger.command.saga.RunExecutionSaga;
import dev.runledger.command.saga.RunSagas;
import dev.runledger.command.saga.RunSegments;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How events reach those who follow them: each follower has its own tokens, thread and batches, and is shared by the nodes of a role. */
@Configuration(proxyBeanMethods = false)
class ProcessorConfiguration {

    private static final long CLAIM_INTERVAL_MS = 1_000;
    private static final long CLAIM_EXTENSION_MS = 4_000;

    /**
     * @param segments parts that nodes can share; written down with the first start, so another number needs a migration
     * @param batch events per transaction
     */
    record Follower(String name, NodeRole role, int segments, int batch) {}

    /** Every segment commits its own batches, so each one more costs throughput. The lists of runs are the only views with enough work to share. */
    static final List<Follower> FOLLOWERS = List.of(
            new Follower(RunExecutionSaga.GROUP, NodeRole.WORKER, RunSegments.COUNT, 256),
            new Follower("runs", NodeRole.QUERY, 2, 1_000),
            new Follower("jobs", NodeRole.QUERY, 1, 1_000),
            new Follower("retry-policies", NodeRole.QUERY, 1, 1_000),
            new Follower("obsolete-runs", NodeRole.COMMAND, 1, 1_000));

    /**
     * A failing handler stops its own segment, which is tried again later: nothing is skipped. All events of a run, and all of a job,
     * are in one segment.
     */
    @Bean
    ConfigurerModule processors(Shares shares, ObjectProvider<OpenRuns> sagas) {
        return configurer -> {
            EventProcessingConfigurer processing = configurer.eventProcessing();
            processing.registerDefaultListenerInvocationErrorHandler(c -> PropagatingErrorHandler.instance());
            processing.registerSaga(
                    RunExecutionSaga.class,
                    saga -> saga.configureSagaManager(
                            config -> RunSagas.over(sagas.getObject(), config.parameterResolverFactory())));
            FOLLOWERS.forEach(follower -> register(processing, follower, shares));
        };
    }

    private static void register(EventProcessingConfigurer processing, Follower follower, Shares shares) {
        processing.registerPooledStreamingEventProcessor(
                follower.name(), org.axonframework.config.Configuration::eventStore, (config, builder) -> {
                    ScheduledExecutorService coordinator = thread(follower.name() + "-reader");
                    ScheduledExecutorService worker = thread(follower.name());
                    config.onShutdown(coordinator::shutdown);
                    config.onShutdown(worker::shutdown);
                    return shared(builder, follower, shares)
                            .coordinatorExecutor(coordinator)
                            .workerExecutor(worker)
                            .tokenClaimInterval(CLAIM_INTERVAL_MS)
                            .claimExtensionThreshold(CLAIM_EXTENSION_MS)
                            .initialToken(StreamableMessageSource::createTailToken)
                            .batchSize(follower.batch());
                });
    }

    /** The builder asks once itself, and takes no for an error. */
    private static PooledStreamingEventProcessor.Builder shared(
            PooledStreamingEventProcessor.Builder builder, Follower follower, Shares shares) {
        AtomicBoolean built = new AtomicBoolean();
        builder.initialSegmentCount(follower.segments())
                .maxSegmentProvider(
                        name -> built.get() ? shares.most(follower.role(), follower.segments()) : follower.segments());
        built.set(true);
        return builder;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }
}
