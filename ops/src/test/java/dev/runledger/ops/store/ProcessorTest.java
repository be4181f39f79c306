package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Axon's pooled processor on our store and token table, as projections use it. */
class ProcessorTest {

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();
    private final TestNode node = new TestNode(ledger).started();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final List<Long> handled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        node.close();
        threads.shutdownNow();
    }

    @Test
    void aProcessorHandlesEachEventOnceAcrossItsRestarts() {
        PooledStreamingEventProcessor processor = processor();
        processor.start();
        node.send(new CounterCommand.Open("a"));
        IntStream.range(0, 50).forEach(i -> node.send(new CounterCommand.Count("a", 1)));
        Awaitility.await().until(() -> handled.size() == 51);
        processor.shutDown();
        IntStream.range(0, 50).forEach(i -> node.send(new CounterCommand.Count("a", 1)));
        processor.start();
        Awaitility.await().until(() -> handled.size() == 101);
        processor.shutDown();
        assertThat(handled).isEqualTo(LongStream.rangeClosed(1, 101).boxed().toList());
    }

    private PooledStreamingEventProcessor processor() {
        return PooledStreamingEventProcessor.builder()
                .name("test")
                .eventHandlerInvoker(SimpleEventHandlerInvoker.builder()
                        .eventHandlers(new Handler())
                        .build())
                .messageSource(node.store)
                .tokenStore(tokens())
                .transactionManager(node.transactions())
                .coordinatorExecutor(threads)
                .workerExecutor(threads)
                .initialSegmentCount(1)
                .initialToken(source -> source.createTailToken())
                .build();
    }

    private TokenStore tokens() {
        return JdbcTokenStore.builder()
                .connectionProvider(
                        new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(node.pool)))
                .schema(TokenTable.schema())
                .contentType(byte[].class)
                .serializer(JacksonSerializer.defaultSerializer())
                .build();
    }

    final class Handler {
        @EventHandler(payloadType = CounterEvent.class)
        public void on(EventMessage<?> message) {
            handled.add(EventPage.position((TrackedEventMessage<?>) message));
        }
    }
}
