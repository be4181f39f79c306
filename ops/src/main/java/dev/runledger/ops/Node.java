package dev.runledger.ops;

import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** One running service with whatever it needs below it. Closing it drains what is in flight and stops everything in order. */
public final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Deque<AutoCloseable> below;

    private Node(ConfigurableApplicationContext context, Deque<AutoCloseable> below) {
        this.context = context;
        this.below = below;
    }

    /**
     * Blocks until the node serves.
     *
     * @throws RuntimeException if it cannot; whatever was started is stopped again
     */
    static Node start(NodeSettings settings, Progress progress) throws IOException {
        NodeData data = NodeData.open(settings.data());
        Deque<AutoCloseable> below = new ArrayDeque<>();
        below.push(data);
        // The database comes up while the service loads its classes; whoever needs it first waits.
        CompletableFuture<Database> database = CompletableFuture.supplyAsync(
                () -> database(settings, below, progress),
                // Not the common pool: its threads cannot see what is in the jar.
                task -> Thread.ofPlatform().name("database-start").start(task));
        try {
            return new Node(context(settings, data, database::join, progress), below);
        } catch (RuntimeException e) {
            database.exceptionally(failure -> null).join();
            closeAll(below);
            throw StartFailure.from(e, settings);
        }
    }

    private static Database database(NodeSettings settings, Deque<AutoCloseable> below, Progress progress) {
        return settings.database().orElseGet(() -> {
            Path directory = settings.data().resolve("postgres");
            EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedSettings.in(directory), progress);
            below.push(postgres);
            return new Database(postgres.url(), postgres.user(), postgres.password());
        });
    }

    private static ConfigurableApplicationContext context(
            NodeSettings settings, NodeData data, Supplier<Database> database, Progress progress) {
        return new SpringApplicationBuilder(NodeConfiguration.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(Map.of("server.address", settings.bind(), "server.port", settings.port()))
                .initializers((GenericApplicationContext context) -> {
                    context.registerBean(NodeSettings.class, () -> settings);
                    context.registerBean(NodeData.class, () -> data);
                    context.registerBean(Database.class, database);
                    context.registerBean(Progress.class, () -> progress);
                })
                .run();
    }

    /** The port it listens on. */
    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A part of the running node, for measuring it from within. */
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
        closeAll(below);
    }

    private static void closeAll(Deque<AutoCloseable> below) {
        while (!below.isEmpty()) {
            try {
                below.pop().close();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        }
    }
}
