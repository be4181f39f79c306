package dev.runledger.command.firing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.job.FireEvent.FiresSkipped;
import dev.runledger.kernel.job.JobCommand.FireJob;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FiringLoopTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Command FIRST = fire("first", NOON);
    private static final Command SECOND = fire("second", NOON.plusSeconds(1));

    private final SettableClock clock = new SettableClock(NOON);
    private final List<Command> sent = new CopyOnWriteArrayList<>();
    private final Map<Command, CompletableFuture<Object>> answers = new ConcurrentHashMap<>();
    private final LedgerDatabase database;
    private final NextFires fires;
    private final FiringLoop loop;
    private volatile boolean away;
    private volatile String foreign = "";

    FiringLoopTest() throws SQLException {
        database = new LedgerDatabase();
        fires = new NextFires(database.sql(), fire -> loop().moved(fire));
        loop = new FiringLoop(fires, clock, HOUR, job -> !job.slug().equals(foreign), this::send);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void anInstantThatHasComeIsAskedForOnceWhileNobodyAnswers() {
        row("first", NOON);
        loop.start();
        await().until(() -> sent.contains(FIRST));

        row("second", NOON.plusSeconds(1));
        clock.advance(Duration.ofSeconds(1));

        await().until(() -> sent.contains(SECOND));
        assertThat(sent).containsExactly(FIRST, SECOND);
    }

    @Test
    void anotherNodesJobIsAskedOnlyOnceItHasBecomeThisNodes() {
        foreign = "first";
        row("first", NOON);
        row("second", NOON.plusSeconds(1));
        loop.start();
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> sent.equals(List.of(SECOND)));

        foreign = "";

        await().until(() -> sent.equals(List.of(SECOND, FIRST)));
    }

    @Test
    void nothingIsAskedForEarly() {
        row("first", NOON);
        row("second", NOON.plusSeconds(1));
        clock.set(NOON.minusMillis(1));
        loop.start();
        row("long ago", NOON.minus(HOUR));

        await().until(() -> sent.size() == 1);
        assertThat(sent).containsExactly(fire("long ago", NOON.minus(HOUR)));
    }

    @Test
    void aQuestionThatFailsIsAskedAgain() {
        row("first", NOON);
        loop.start();
        await().until(() -> sent.size() == 1);

        answer(FIRST).completeExceptionally(new IllegalStateException("another node was faster"));

        await().until(() -> sent.equals(List.of(FIRST, FIRST)));
    }

    @Test
    void aQuestionThatCannotEvenBeSentIsAskedAgain() {
        away = true;
        row("first", NOON);
        loop.start();
        await().until(() -> sent.size() == 1);

        away = false;

        await().until(() -> sent.size() > 1 && sent.getLast().equals(FIRST));
    }

    @Test
    void onceAnsweredOnlyTheNextInstantIsAskedFor() {
        row("first", NOON);
        loop.start();
        await().until(() -> sent.size() == 1);
        Instant next = NOON.plusSeconds(3);

        database.transaction()
                .executeWithoutResult(status ->
                        fires.record(List.of(GenericEventMessage.asEventMessage(skipped("first", NOON, next)))));
        answer(FIRST).complete("done");
        clock.set(next);

        await().until(() -> sent.contains(fire("first", next)));
        assertThat(sent).containsExactly(FIRST, fire("first", next));
    }

    private FiringLoop loop() {
        return loop;
    }

    private CompletionStage<?> send(Command command) {
        sent.add(command);
        if (away) {
            throw new IllegalStateException("shutting down");
        }
        return answer(command);
    }

    private CompletableFuture<Object> answer(Command command) {
        return answers.compute(command, (key, old) -> old == null || old.isDone() ? new CompletableFuture<>() : old);
    }

    private void row(String slug, Instant at) {
        database.sql()
                .update(
                        "INSERT INTO ledger.next_fire (account, epoch, slug, environment, next_at)"
                                + " VALUES ('default', 1, ?, 'production', ?::timestamptz)",
                        slug,
                        at.toString());
    }

    private static FireJob fire(String slug, Instant at) {
        return new FireJob(job(slug), "production", at, HOUR);
    }

    private static FiresSkipped skipped(String slug, Instant at, Instant next) {
        return new FiresSkipped(job(slug), new UUID(2, 2), 1, "production", at, at, 1, "late", next, at);
    }

    private static JobKey job(String slug) {
        return new JobKey(AccountId.DEFAULT, slug);
    }
}
