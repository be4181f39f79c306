package dev.runledger.ops.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.command.Commands;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.ops.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What is measured and what it takes: the service in this JVM with default settings on a throw-away data directory, and its
 * target in a process of its own.
 *
 * @param key an API key that may do everything
 */
record Rig(Node node, TargetProcess target, Path data, String key) {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "bench");
    private static final int TIMEOUT_SECONDS = 30;

    /** Nodes over one database share it. */
    private static final String MASTER_KEY = MasterKeys.generate();

    static Rig start(Teardown teardown, Notes notes) throws Exception {
        return start(teardown, notes, "all", Map.of());
    }

    /** With a plan on which a budget in cents is a number of runs. */
    static Rig limited(Teardown teardown, Notes notes) throws Exception {
        return start(teardown, notes, "all", Map.of("RUNLEDGER_PLANS", QuotaBench.PLANS));
    }

    /** Runs are triggered on the node that this rig knows, and carried out by another over the same database. */
    static Rig acrossNodes(Teardown teardown, Notes notes) throws Exception {
        Rig rig = start(teardown, notes, "command,query", Map.of());
        HikariDataSource database = rig.node().part(HikariDataSource.class);
        Map<String, String> environment = new HashMap<>(environment(rig.target(), rig.key()));
        environment.put("RUNLEDGER_DATABASE_URL", database.getJdbcUrl());
        environment.put("RUNLEDGER_DATABASE_USER", database.getUsername());
        environment.put("RUNLEDGER_DATABASE_PASSWORD", database.getPassword());
        Path data = teardown.keep(ThrowAwayDirectory::create).path();
        List<String> words = List.of("--data", data.toString(), "--port", "0", "--role", "worker");
        teardown.keep(() -> Node.start(words, environment, notes::tell));
        return rig;
    }

    private static Rig start(Teardown teardown, Notes notes, String role, Map<String, String> more) throws Exception {
        Path data = teardown.keep(ThrowAwayDirectory::create).path();
        TargetProcess target = teardown.keep(TargetProcess::start);
        String key = "sk_api_" + UUID.randomUUID() + UUID.randomUUID();
        Map<String, String> environment = new HashMap<>(environment(target, key));
        environment.putAll(more);
        List<String> words = List.of("--data", data.toString(), "--port", "0", "--role", role);
        Rig rig = new Rig(teardown.keep(() -> Node.start(words, environment, notes::tell)), target, data, key);
        notes.tell("PostgreSQL's data in %s on %s, fsync %s; %d processors for all"
                .formatted(
                        data,
                        Files.getFileStore(data).type(),
                        rig.sql().queryForObject("SHOW fsync", String.class),
                        Runtime.getRuntime().availableProcessors()));
        return rig;
    }

    /** Besides the key, only what the guard would refuse by default: a target on this machine. */
    private static Map<String, String> environment(TargetProcess target, String key) {
        return Map.of(
                "RUNLEDGER_API_KEY",
                key,
                "RUNLEDGER_MASTER_KEYS",
                MASTER_KEY,
                "RUNLEDGER_EGRESS_ALLOW",
                "127.0.0.0/8",
                "RUNLEDGER_EGRESS_PORTS",
                Integer.toString(target.port()));
    }

    JdbcTemplate sql() {
        return node.part(JdbcTemplate.class);
    }

    /** New jobs, enabled in one environment, that call that path of the target. */
    List<JobKey> jobs(int count, String path) {
        return IntStream.range(0, count).mapToObj(number -> job(path, null)).toList();
    }

    /** A new job that runs by itself when the schedule says, or never if there is none. */
    JobKey job(String path, @Nullable String schedule) {
        JobKey job = new JobKey(AccountId.DEFAULT, "bench-" + UUID.randomUUID());
        HttpRequestSpec request = new HttpRequestSpec(
                "POST",
                target.url(path),
                Map.of("Content-Type", "application/json"),
                StatusPattern.SUCCESS,
                true,
                null,
                "{\"measured\": true}",
                TIMEOUT_SECONDS);
        Map<String, Overlay> environments = Map.of("production", new Overlay(Map.of(Overlay.ENABLED, true)));
        JobDefinition definition = new JobDefinition("Bench", null, schedule, null, request, environments, null);
        node.part(Commands.class).send(new CreateJob(job, UUID.randomUUID(), definition), CALLER, JobView.class);
        return job;
    }
}
