package dev.runledger.ops;

import dev.runledger.command.saga.RunExecutionSaga;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How events reach those who follow them: each follower has its own token, thread and batches. */
@Configuration(proxyBeanMethods = false)
class ProcessorConfiguration {

    private static final int SAGA_BATCH = 256;
    private static final int PROJECTION_BATCH = 1_000;

    /**
     * A failing handler stops its own segment, which is tried again later: nothing is skipped. One segment each keeps all
     * events of a run in one place.
     */
    @Bean
    ConfigurerModule processors() {
        return configurer -> {
            EventProcessingConfigurer processing = configurer.eventProcessing();
            processing.registerDefaultListenerInvocationErrorHandler(c -> PropagatingErrorHandler.instance());
            pooled(processing, RunExecutionSaga.GROUP, SAGA_BATCH);
            pooled(processing, "runs", PROJECTION_BATCH);
            pooled(processing, "jobs", PROJECTION_BATCH);
            pooled(processing, "retry-policies", PROJECTION_BATCH);
            pooled(processing, "obsolete-runs", PROJECTION_BATCH);
        };
    }

    private static void pooled(EventProcessingConfigurer processing, String name, int batch) {
        processing.registerPooledStreamingEventProcessor(
                name, org.axonframework.config.Configuration::eventStore, (config, builder) -> {
                    ScheduledExecutorService coordinator = thread(name + "-reader");
                    ScheduledExecutorService worker = thread(name);
                    config.onShutdown(coordinator::shutdown);
                    config.onShutdown(worker::shutdown);
                    return builder.coordinatorExecutor(coordinator)
                            .workerExecutor(worker)
                            .initialSegmentCount(1)
                            .initialToken(StreamableMessageSource::createTailToken)
                            .batchSize(batch);
                });
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }
}
