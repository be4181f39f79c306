package dev.runledger.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunEvent.RunCanceled;
import dev.runledger.kernel.run.RunEvent.RunFailed;
import dev.runledger.kernel.run.RunEvent.RunStarted;
import dev.runledger.kernel.run.RunEvent.RunTriggered;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.junit.jupiter.api.Test;

/** A run's end is counted once, whatever else happens in or to the transaction that stores it. */
class StoredFiguresTest {

    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, UUID.randomUUID());
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final RunTriggered MADE = new RunTriggered(
            RUN,
            "job",
            UUID.randomUUID(),
            1,
            JobKind.RECURRING,
            "production",
            new Trigger.Scheduled(NOON, null),
            NOON.plusMillis(30));
    private static final RunCanceled CANCELED = new RunCanceled(RUN, false, null, NOON);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StoredFigures figures = new StoredFigures(registry, List.of("port_not_allowed"));

    @Test
    void whatIsCommittedIsCounted() throws Exception {
        DefaultUnitOfWork<Message<?>> unit = begun();
        handled(unit, CANCELED);
        assertThat(ended()).isZero();

        unit.commit();

        assertThat(ended()).isEqualTo(1);
        assertThat(registry.get("runledger.events.appended").counter().count()).isEqualTo(1);
    }

    @Test
    void whatIsRolledBackIsNotCounted() throws Exception {
        DefaultUnitOfWork<Message<?>> unit = begun();
        handled(unit, CANCELED);

        unit.rollback();

        assertThat(ended()).isZero();
        assertThat(registry.get("runledger.events.appended").counter().count()).isZero();
    }

    @Test
    void aCommandThatComesTooLateCountsNothing() throws Exception {
        DefaultUnitOfWork<Message<?>> unit = begun();
        handled(unit, CANCELED);
        figures.around(unit, () -> after(CANCELED));
        unit.commit();
        DefaultUnitOfWork<Message<?>> later = begun();
        figures.around(later, () -> after(CANCELED));
        later.commit();

        assertThat(ended()).isEqualTo(1);
    }

    @Test
    void aFireIsAsLateAsItsRunWasMade() {
        DefaultUnitOfWork<Message<?>> unit = begun();
        record(MADE);
        unit.commit();

        var delay = registry.get("runledger.fire.delay").timer();
        assertThat(delay.count()).isEqualTo(1);
        assertThat(delay.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }

    @Test
    void aRunThatWasMadeForLaterWaitsSinceItWasDue() throws Exception {
        RunTriggered retry = new RunTriggered(
                RUN,
                "job",
                UUID.randomUUID(),
                1,
                JobKind.MANUAL,
                "production",
                new Trigger.Retry(UUID.randomUUID(), 1, false, NOON.plusSeconds(60)),
                NOON);
        RunStarted started = new RunStarted(
                RUN,
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                StatusPattern.SUCCESS,
                new RequestSnapshot("GET", "http://h/", Map.of(), null),
                NOON.plusSeconds(62));
        DefaultUnitOfWork<Message<?>> unit = begun();
        figures.around(unit, () -> RunView.first(retry).then(started));
        record(started);
        unit.commit();

        var pending = registry.get("runledger.run.pending").timer();
        assertThat(pending.count()).isEqualTo(1);
        assertThat(pending.totalTime(TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(ended()).isZero();
    }

    @Test
    void whatTheDatabaseDoesNotTellIsNoNumber() {
        LedgerFigures.register(registry, Optional::empty);

        assertThat(List.of("runledger.schedules.overdue", "runledger.members", "runledger.worker.heartbeat.age"))
                .allSatisfy(
                        name -> assertThat(registry.get(name).gauge().value()).isNaN());
    }

    @Test
    void aRuleThatIsNotKnownIsCountedAsAnother() throws Exception {
        DefaultUnitOfWork<Message<?>> unit = begun();
        handled(unit, new RunFailed(RUN, FailureReason.SSRF_BLOCKED, "10.0.0.7: no rule", null, NOON, null));
        unit.commit();

        assertThat(registry.get("runledger.requests.blocked")
                        .tag("rule", "other")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private static DefaultUnitOfWork<Message<?>> begun() {
        return DefaultUnitOfWork.startAndGet(new GenericMessage<>("batch"));
    }

    private void handled(DefaultUnitOfWork<Message<?>> unit, RunEvent event) throws Exception {
        figures.around(unit, () -> after(event));
        record(event);
    }

    private void record(RunEvent event) {
        figures.record(List.of(new GenericEventMessage<>(event)));
    }

    private static RunView after(RunEvent event) {
        return RunView.first(MADE).then(event);
    }

    private double ended() {
        return registry.get("runledger.runs").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
