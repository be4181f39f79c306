package dev.runledger.ops;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.catalog.RetryPolicyCatalog;
import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.run.RunReader;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.query.run.RunHistory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Nodes that decide and store but carry nothing out, over one fresh database. */
final class DecidingNodes implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @AxonParts
    @Import({StorageConfiguration.class, SecretConfiguration.class, DecisionConfiguration.class, RunHistory.class})
    static class Wiring {}

    /** One of the nodes. */
    record Deciding(ConfigurableApplicationContext context) {
        BusCommands commands() {
            return context.getBean(BusCommands.class);
        }

        RunReader runs() {
            return context.getBean(RunReader.class);
        }

        JobCatalog jobs() {
            return context.getBean(JobCatalog.class);
        }

        NextFires nextFires() {
            return context.getBean(NextFires.class);
        }

        RetryPolicyCatalog policies() {
            return context.getBean(RetryPolicyCatalog.class);
        }
    }

    private final Database database;
    private final @Nullable Clock clock;
    private final MasterKeys masterKeys = MasterKeys.parse(MasterKeys.generate());
    private final Class<?>[] more;
    private final List<Deciding> nodes = new ArrayList<>();

    /** @param more parts that a test adds to each node */
    DecidingNodes(int count, Class<?>... more) {
        this(null, count, more);
    }

    /** @param clock takes the place of each node's own */
    DecidingNodes(@Nullable Clock clock, int count, Class<?>... more) {
        TestDatabase fresh = TestPostgres.freshDatabase();
        this.database = new Database(fresh.url(), fresh.user(), fresh.password());
        this.clock = clock;
        this.more = more;
        for (int i = 0; i < count; i++) {
            nodes.add(started());
        }
        nodes.getFirst().context().getBean(DefaultAccount.class).ensure(Optional.empty(), Optional.empty(), key -> {});
    }

    private Deciding started() {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Wiring.class)
                .sources(more)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .initializers((GenericApplicationContext fresh) -> prepare(fresh))
                .run();
        context.getBean(PostgresEventStore.class).start();
        context.getBean(GroupCommitCommandBus.class).start();
        return new Deciding(context);
    }

    private void prepare(GenericApplicationContext fresh) {
        fresh.registerBean(NodeSettings.class, () -> NodeSettings.read(List.of(), Map.of()));
        fresh.registerBean(Database.class, () -> database);
        fresh.registerBean(MasterKeys.class, () -> masterKeys);
        fresh.registerBean(Progress.class, () -> sentence -> {});
        fresh.registerBean(Members.class, () -> new Members(self()));
        if (clock != null) {
            fresh.registerBean("settableClock", Clock.class, () -> clock, bean -> bean.setPrimary(true));
        }
    }

    private static Member self() {
        return new Member(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), NodeRole.ALL);
    }

    Deciding get(int index) {
        return nodes.get(index);
    }

    /**
     * Cuts the node off from the database, as a crash does: what is not committed is lost, what waits is refused. What it says
     * to that is of no interest.
     */
    void crash(int index) {
        ConfigurableApplicationContext context = nodes.get(index).context();
        LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        context.getBean(HikariDataSource.class).close();
        context.close();
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
    }

    /** Another node takes the place of one that has crashed. */
    void replace(int index) {
        nodes.set(index, started());
    }

    JdbcTemplate sql() {
        return nodes.getFirst().context().getBean(JdbcTemplate.class);
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.context().close());
    }
}
