package dev.runledger.ops;

import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** One running service with whatever it needs below it. Closing it drains what is in flight and stops everything in order. */
public final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Opened opened;

    private Node(ConfigurableApplicationContext context, Opened opened) {
        this.context = context;
        this.opened = opened;
    }

    /**
     * Blocks until the node serves; takes words and variables as {@code serve} does.
     *
     * @throws RuntimeException if it cannot; whatever was started is stopped again
     */
    public static Node start(List<String> words, Map<String, String> environment, Progress progress)
            throws IOException {
        return start(NodeSettings.read(words, environment), progress, new CompletableFuture<>());
    }

    /**
     * Blocks until the node serves.
     *
     * @param stopping once complete, the start of the database is given up; what comes after it takes a moment only
     * @throws RuntimeException if it cannot; whatever was started is stopped again
     */
    static Node start(NodeSettings settings, Progress progress, CompletableFuture<Void> stopping) throws IOException {
        Opened opened = new Opened();
        NodeData data = opened.add(NodeData.open(settings.data()));
        CompletableFuture<Database> database = database(settings, opened, progress, stopping);
        try {
            ConfigurableApplicationContext context = context(settings, data, database::join, progress);
            return new Node(opened.add(context), opened);
        } catch (RuntimeException e) {
            database.exceptionally(failure -> null).join();
            opened.close();
            throw StartFailure.from(e, settings);
        }
    }

    /** The database comes up while the service loads its classes; whoever needs it first waits. */
    private static CompletableFuture<Database> database(
            NodeSettings settings, Opened opened, Progress progress, CompletableFuture<Void> stopping) {
        return CompletableFuture.supplyAsync(
                () -> settings.database().orElseGet(() -> embedded(settings, opened, progress)),
                // Not the common pool: its threads cannot see what is in the jar.
                task -> {
                    Thread starter = Thread.ofPlatform().name("database-start").start(task);
                    var _ = stopping.thenRun(starter::interrupt);
                });
    }

    private static Database embedded(NodeSettings settings, Opened opened, Progress progress) {
        Path directory = settings.data().resolve("postgres");
        EmbeddedPostgres postgres = opened.add(EmbeddedPostgres.start(EmbeddedSettings.in(directory), progress));
        return new Database(postgres.url(), postgres.user(), postgres.password());
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
        opened.close();
    }
}
