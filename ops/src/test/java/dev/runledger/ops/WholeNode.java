package dev.runledger.ops;

import dev.runledger.command.account.ApiKey;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.AccountCommand.OpenAccount;
import dev.runledger.kernel.account.AccountCommand.ReplaceEnvironment;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.replay.Difference;
import dev.runledger.ops.replay.RunReplay;
import dev.runledger.ops.replay.Telling;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.NamedEventSerializer;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.ops.store.Upcasters;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.core.JdbcTemplate;

/** A node in this JVM as it is in production, over a fresh database; its runs may call this machine at any port. */
public final class WholeNode implements AutoCloseable {

    public static final String OWNER = "sk_api_owner-of-the-whole-node-under-test-000000000";

    /** The advisory lock of whoever prunes. */
    public static final long PRUNING = RetentionPass.TURN;

    private final Node node;
    private final Path data;

    private WholeNode(Node node, Path data) {
        this.node = node;
        this.data = data;
    }

    /** @param settings what differs from the above, by the names that operators use */
    public static WholeNode start(Map<String, String> settings) {
        return start(TestPostgres.freshDatabase(), settings);
    }

    /** One of several over a database. */
    public static WholeNode start(TestDatabase database, Map<String, String> settings) {
        try {
            Path data = Files.createTempDirectory("runledger-whole-node-");
            try {
                return new WholeNode(Node.start(List.of(), environment(data, database, settings), step -> {}), data);
            } catch (RuntimeException e) {
                delete(data);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all nodes: several may stand over one database. */
    static final String MASTER_KEYS = MasterKeys.generate();

    private static Map<String, String> environment(Path data, TestDatabase database, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RUNLEDGER_DATA",
                data.toString(),
                "RUNLEDGER_PORT",
                "0",
                "RUNLEDGER_DATABASE_URL",
                database.url(),
                "RUNLEDGER_DATABASE_USER",
                database.user(),
                "RUNLEDGER_DATABASE_PASSWORD",
                database.password(),
                "RUNLEDGER_API_KEY",
                OWNER,
                "RUNLEDGER_EGRESS_ALLOW",
                "127.0.0.0/8",
                "RUNLEDGER_EGRESS_PORTS",
                "*",
                "RUNLEDGER_DRAIN_LIMIT",
                "1s"));
        environment.put("RUNLEDGER_MASTER_KEYS", MASTER_KEYS);
        environment.putAll(settings);
        return environment;
    }

    public int port() {
        return node.port();
    }

    public <T> T part(Class<T> type) {
        return node.part(type);
    }

    public JdbcTemplate sql() {
        return part(JdbcTemplate.class);
    }

    /** The position of the last event that was stored. */
    public long head() {
        Long last = sql().queryForObject("SELECT last FROM ledger.head", Long.class);
        return last == null ? -1 : last;
    }

    /** Makes another account, with an owner's key to it. */
    public void open(AccountId account, String secret) {
        part(DataKeys.class).create(account);
        EnvironmentView production = EnvironmentView.created(
                "production",
                UUID.randomUUID(),
                new Definition("Production", null, EnvironmentClass.STANDARD, true),
                Instant.EPOCH);
        carryOut(new OpenAccount(account, account.name(), "enterprise", List.of(production), Instant.EPOCH));
        addKey(account, secret, Role.OWNER);
    }

    /** Makes a key of the default account valid. */
    public void addKey(String secret, Role role, String... environments) {
        addKey(AccountId.DEFAULT, secret, role, environments);
    }

    private void addKey(AccountId account, String secret, Role role, String... environments) {
        ApiKey key = new ApiKey(secret);
        List<String> scope = environments.length == 0 ? null : List.of(environments);
        UUID id = UUID.randomUUID();
        sql().update("""
                        INSERT INTO ledger.api_key (id, sha256, account, epoch, name, prefix, role, created_at, reserved)
                        VALUES (?, ?, ?, ?, '', ?, '', now(), true)""", id, key.sha256(), account.name(), account.epoch(), key.prefix());
        carryOut(new CreateApiKey(account, id, key.prefix(), role, new ApiKeyView.Terms("test", scope, null), null));
    }

    /** What follows from it is left to those who follow events, as if whoever asked had died. */
    public void carryOut(Command command) {
        part(BusCommands.class).send(command).join();
    }

    public void manage(String environment, boolean managed) {
        Definition now = part(EnvironmentCatalog.class)
                .find(AccountId.DEFAULT, environment)
                .orElseThrow()
                .definition();
        Definition then = new Definition(now.name(), now.color(), now.classification(), managed);
        carryOut(new ReplaceEnvironment(AccountId.DEFAULT, environment, then));
    }

    /** Prunes as the node does, but as if so much time had passed and every account kept its runs so long. */
    public void prune(int days, Duration later) {
        new RetentionPass(
                        part(Connections.class),
                        part(PostgresEventStore.class),
                        part(Serializer.class),
                        part(AccountCatalog.class),
                        asked -> asked.stream().collect(Collectors.toMap(account -> account, account -> (long) days)),
                        Clock.offset(part(Clock.class), later),
                        part(BusCommands.class))
                .run();
    }

    /** Where the list of runs differs from what the events make. */
    public List<String> differences() throws SQLException, InterruptedException {
        RunReplay replay = new RunReplay(
                part(Connections.class).unlimited(),
                new NamedEventSerializer(Upcasters.NONE, List.of(RunEvent.class)),
                part(Serializer.class),
                new Telling(
                        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                        false,
                        System::nanoTime),
                System::nanoTime);
        return replay.run(new RunReplay.Wish(true, false)).differences().stream()
                .map(Difference::text)
                .toList();
    }

    @Override
    public void close() {
        node.close();
        try {
            delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(data);
    }
}
