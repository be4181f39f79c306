package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.run.RunReader;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunCommand.StartRun;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two nodes that decide over one database, in one process. */
class TwoNodesTest {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");
    private static final DecidingNodes NODES = new DecidingNodes(2);

    private final DecidingNodes.Deciding one = NODES.get(0);
    private final DecidingNodes.Deciding other = NODES.get(1);

    /** Each test has a job of its own. */
    private final JobKey job = new JobKey(AccountId.DEFAULT, "job-" + UUID.randomUUID());

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void ofTwoStartsOfOneRunOnTwoNodesExactlyOneIsGranted() {
        JobView created = create(one);
        for (int round = 0; round < 50; round++) {
            RunKey run = trigger(one);

            List<CompletableFuture<Object>> starts = Stream.of(one, other, one, other)
                    .map(node -> node.commands().send(start(run, created)))
                    .toList();

            assertThat(starts.stream().filter(TwoNodesTest::succeeded)).hasSize(1);
            assertThat(read(one, run).status()).isEqualTo(RunStatus.RUNNING);
            assertThat(read(other, run)).isEqualTo(read(one, run));
        }
    }

    @Test
    void aNodeTriggersTheVersionThatAnotherNodeHasJustWritten() {
        create(one);
        trigger(other);
        for (int version = 2; version < 30; version++) {
            send(version % 2 == 0 ? one : other, new ReplaceJob(job, definition("v" + version), null));

            RunKey run = trigger(version % 2 == 0 ? other : one);

            assertThat(read(one, run).jobVersion()).isEqualTo(version);
        }
    }

    @Test
    void triggersOnOneNodeAndEditsOnTheOtherAllSucceedAndAgree() {
        create(one);
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(one.commands().send(triggerOf(new RunKey(AccountId.DEFAULT, UUID.randomUUID()))));
            if (i % 10 == 0) {
                answers.add(other.commands().send(new ReplaceJob(job, definition("edit " + i), null)));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

        assertThat(one.jobs().find(job).map(JobView::version)).contains(21);
        assertThat(positionsWithoutGap()).isTrue();
    }

    @Test
    void aRunDoesNotStartWithADefinitionThatAnotherNodeReplaced() {
        JobView read = create(one);
        RunKey run = trigger(one);
        send(other, new ReplaceJob(job, definition("newer"), null));

        assertThatThrownBy(() -> send(one, start(run, read)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.DefinitionMoved(job)));
    }

    @Test
    void aRunOfAJobThatAnotherNodeDeletedDoesNotStart() {
        JobView read = create(one);
        RunKey run = trigger(one);
        send(other, new DeleteJob(job, null));

        assertThatThrownBy(() -> send(one, start(run, read)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.JobDeleted(job.slug())));
        assertThatThrownBy(() -> trigger(one)).isInstanceOf(Refused.class);
    }

    @Test
    void aRefusedCommandLeavesNothingInABatchThatCommits() {
        create(one);
        RunKey unknown = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
        List<RunKey> runs = Stream.generate(() -> new RunKey(AccountId.DEFAULT, UUID.randomUUID()))
                .limit(40)
                .toList();

        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (RunKey run : runs) {
            answers.add(one.commands().send(triggerOf(run)));
            answers.add(one.commands().send(new CancelRun(unknown)));
        }

        assertThat(answers.stream().filter(TwoNodesTest::succeeded)).hasSize(runs.size());
        assertThat(runs).allSatisfy(run -> assertThat(read(other, run).status()).isEqualTo(RunStatus.PENDING));
        assertThat(one.runs().find(unknown)).isEmpty();
        assertThat(positionsWithoutGap()).isTrue();
    }

    @Test
    void ofTwoCreationsOfOneSlugExactlyOneSucceeds() {
        List<CompletableFuture<Object>> creations = Stream.of(one, other)
                .map(node -> node.commands().send(new CreateJob(job, UUID.randomUUID(), definition("first"))))
                .toList();

        assertThat(creations.stream().filter(TwoNodesTest::succeeded)).hasSize(1);
    }

    private JobView create(DecidingNodes.Deciding node) {
        return node.commands().send(new CreateJob(job, UUID.randomUUID(), definition("first")), CALLER, JobView.class);
    }

    private RunKey trigger(DecidingNodes.Deciding node) {
        RunKey run = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
        return node.commands().send(triggerOf(run), CALLER, RunView.class).key();
    }

    private TriggerRun triggerOf(RunKey run) {
        return new TriggerRun(job, run, null, EnvironmentScope.ALL);
    }

    private static StartRun start(RunKey run, JobView read) {
        RequestSnapshot request = new RequestSnapshot("POST", "https://example.com/", Map.of(), null);
        return new StartRun(
                run,
                read.key(),
                read.incarnation(),
                read.version(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                StatusPattern.SUCCESS,
                request);
    }

    private static void send(DecidingNodes.Deciding node, Command command) {
        node.commands().send(command, CALLER, Object.class);
    }

    private static RunView read(DecidingNodes.Deciding node, RunKey run) {
        RunReader runs = node.runs();
        Optional<RunView> view = runs.find(run);
        return view.orElseThrow();
    }

    private static boolean succeeded(CompletableFuture<Object> answer) {
        return answer.handle((result, failure) -> failure == null).join();
    }

    private boolean positionsWithoutGap() {
        JdbcTemplate sql = NODES.sql();
        return Boolean.TRUE.equals(sql.queryForObject(
                "SELECT count(*) = max(position) AND max(position) = (SELECT last FROM ledger.head) FROM ledger.event",
                Boolean.class));
    }

    private static JobDefinition definition(String name) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition(
                name, null, null, null, request, Map.of("production", new Overlay(Map.of("enabled", true))), null);
    }
}
