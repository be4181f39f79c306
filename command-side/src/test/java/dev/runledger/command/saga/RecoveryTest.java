package dev.runledger.command.saga;

import static dev.runledger.command.saga.SampleRuns.SEGMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.execution.PendingRun;
import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.MemberTable;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.membership.PostgresMembers;
import dev.runledger.command.saga.SampleRuns.Hands;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.kernel.run.Trigger;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Member SELF = member(1);
    private static final Member OTHER = member(2);

    private final List<Command> sent = new ArrayList<>();
    private final Set<RunKey> inHand = new HashSet<>();
    private final Hands hands = new Hands();
    private final LedgerDatabase database;
    private final MemberTable workers;
    private final OpenRunTable open;
    private Set<Integer> segments = SEGMENTS;
    private CompletableFuture<Object> answer = CompletableFuture.completedFuture(null);
    private final Recovery recovery;

    RecoveryTest() throws SQLException {
        database = new LedgerDatabase();
        workers = new PostgresMembers(database.sql(), database.source());
        workers.register(SELF);
        open = new PostgresOpenRuns(database.sql());
        recovery = new Recovery(
                new Members(SELF), open, new Recovery.Holdings(hands, () -> inHand, () -> segments), this::send);
    }

    @Test
    void whatAWorkerRanThatIsNoLongerRegisteredIsLost() {
        workers.register(OTHER);
        RunKey run = running(OTHER);
        workers.remove(OTHER.worker());

        recovery.round();

        assertThat(sent).singleElement().satisfies(command -> assertLost(command, run, OTHER));
    }

    @Test
    void whatIsLostIsSaidOnceWhileItsEndIsOnItsWay() {
        running(OTHER);

        recovery.round();
        recovery.round();

        assertThat(sent).hasSize(1);
    }

    @Test
    void whatCouldNotBeSaidIsSaidAgain() {
        RunKey run = running(OTHER);
        answer = CompletableFuture.failedFuture(new IllegalStateException("nobody decides yet"));

        recovery.round();
        recovery.round();

        assertThat(sent).hasSize(2).allSatisfy(command -> assertLost(command, run, OTHER));
    }

    @Test
    void aRegisteredWorkerIsLeftAlone() {
        workers.register(OTHER);
        running(OTHER);

        recovery.round();

        assertThat(sent).isEmpty();
    }

    @Test
    void aRunThatItsOwnWorkerNoLongerHasIsEndedAfterAWhile() {
        RunKey held = running(SELF);
        RunKey dropped = running(SELF);
        inHand.add(held);

        recovery.round();
        assertThat(sent).isEmpty();
        for (int round = 0; round < 20; round++) {
            recovery.round();
        }

        assertThat(sent).singleElement().satisfies(command -> assertLost(command, dropped, SELF));
    }

    @Test
    void whatWaitsInNobodysHandsIsHandedOutAgain() {
        RunKey run = waiting();

        recovery.round();

        assertThat(hands.offered).extracting(pending -> pending.run()).containsExactly(run);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatWaitsInAnotherNodesSegmentIsLeftToThatNode() {
        segments = Set.of(RunSegments.of(waiting().stream()) == 3 ? 4 : 3);

        recovery.round();

        assertThat(hands.offered).isEmpty();
    }

    @Test
    void whatIsDueLaterOrJustNowIsLeftToItsInstant() {
        RunKey overdue = waiting();
        Instant now = Objects.requireNonNull(database.sql().queryForObject("SELECT now()", Timestamp.class))
                .toInstant();
        stored(null, now.plusSeconds(3_600));
        stored(null, now);

        recovery.round();

        assertThat(hands.offered).extracting(pending -> pending.run()).containsExactly(overdue);
    }

    @Test
    void aNodeOnItsWayDownTakesNothingUp() {
        running(OTHER);
        waiting();

        recovery.signOff();
        recovery.round();

        assertThat(sent).isEmpty();
        assertThat(hands.offered).isEmpty();
    }

    private CompletableFuture<Object> send(Command command) {
        sent.add(command);
        return answer;
    }

    private static void assertLost(Command command, RunKey run, Member worker) {
        assertThat(command).isInstanceOfSatisfying(DeclareWorkerLost.class, lost -> {
            assertThat(lost.run()).isEqualTo(run);
            assertThat(lost.worker()).isEqualTo(worker.worker());
        });
    }

    private RunKey running(Member member) {
        return stored(member.worker(), LONG_AGO);
    }

    private RunKey waiting() {
        return stored(null, LONG_AGO);
    }

    private RunKey stored(@Nullable UUID worker, Instant dueAt) {
        RunKey run = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
        PendingRun pending = new PendingRun(
                run,
                new JobKey(AccountId.DEFAULT, "nightly"),
                new UUID(5, 5),
                1,
                JobKind.MANUAL,
                "production",
                new Trigger.Manual());
        SampleRuns.store(open, new OpenRun(pending, dueAt, null, worker));
        return run;
    }

    private static Member member(int number) {
        return new Member(new UUID(1, number), new UUID(2, number), new UUID(3, number), NodeRole.ALL);
    }
}
