package dev.runledger.ops.bench;

import dev.runledger.command.Commands;
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
import dev.runledger.kernel.run.RequestSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** Makes the jobs that a history is about, as a user would: recurring ones that are not due for years. */
final class HistoryJobs {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "bench");
    private static final String SCHEDULE = "0 0 29 2 *";
    private static final int TIMEOUT_SECONDS = 30;
    private static final int AT_ONCE = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Map<String, Overlay> ENABLED = HistoryShape.ENVIRONMENTS.stream()
            .collect(Collectors.toMap(name -> name, name -> new Overlay(Map.of(Overlay.ENABLED, true))));

    private final Commands commands;
    private final JdbcTemplate sql;

    HistoryJobs(Rig rig) {
        this.commands = rig.node().part(Commands.class);
        this.sql = rig.sql();
    }

    /** Returns once all are listed. */
    void create(HistoryShape shape) throws InterruptedException, ExecutionException {
        try (ExecutorService users = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<?> created : shape.jobs().stream()
                    .map(job -> users.submit(() -> create(job)))
                    .toList()) {
                created.get();
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (listed() < shape.jobs().size()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("of " + shape.jobs().size() + " jobs " + listed() + " are listed");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void create(HistoryShape.Job job) {
        RequestSnapshot sent = job.request();
        HttpRequestSpec request = new HttpRequestSpec(
                sent.method(),
                sent.url(),
                Map.of("Content-Type", "application/json"),
                StatusPattern.SUCCESS,
                true,
                null,
                sent.body(),
                TIMEOUT_SECONDS);
        JobDefinition definition =
                new JobDefinition("The job " + job.slug(), null, SCHEDULE, null, request, ENABLED, null);
        commands.send(
                new CreateJob(new JobKey(AccountId.DEFAULT, job.slug()), job.incarnation(), definition),
                CALLER,
                JobView.class);
    }

    private int listed() {
        Integer listed = sql.queryForObject("select count(*) from views.job", Integer.class);
        return listed == null ? 0 : listed;
    }
}
