package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.StreamTarget;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.run.RunAggregate;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Environment;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.NextRun;
import dev.runledger.kernel.job.Overlay;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.Message;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.RepositoryProvider;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CoreMatchers;
import org.jspecify.annotations.Nullable;

/** One job before a decision at noon, and what the decision wrote into other streams than the job's. */
final class JobFixture {

    /** A Sunday. */
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    static final Instant BEFORE = NOON.minusSeconds(60);
    static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    static final UUID LIFE = new UUID(2, 2);
    static final UUID NEXT_LIFE = new UUID(3, 3);
    static final Facts MANAGED = managing("production", "development", "staging");

    private final InMemoryEventStorageEngine engine = new InMemoryEventStorageEngine();
    private final EventStore elsewhere =
            EmbeddedEventStore.builder().storageEngine(engine).build();

    TestExecutor<JobAggregate> given(JobEvent... events) {
        return given(MANAGED, NOON, events);
    }

    TestExecutor<JobAggregate> given(Facts facts, Instant now, JobEvent... events) {
        AggregateTestFixture<JobAggregate> fixture = new AggregateTestFixture<>(JobAggregate.class);
        fixture.registerCommandTargetResolver(new StreamTarget());
        fixture.registerInjectableResource(facts);
        fixture.registerInjectableResource(Clock.fixed(now, ZoneOffset.UTC));
        fixture.registerRepositoryProvider(new Neighbours(elsewhere));
        return events.length == 0 ? fixture.givenNoPriorActivity() : fixture.given((Object[]) events);
    }

    /** Everything that was written into other streams. */
    List<Object> elsewhere() {
        try (var all = engine.readEvents(null, false)) {
            return all.<Object>map(Message::getPayload).toList();
        }
    }

    List<Object> stream(String stream) {
        return elsewhere
                .readEvents(stream)
                .asStream()
                .<Object>map(Message::getPayload)
                .toList();
    }

    static void refused(ResultValidator<JobAggregate> result, Refusal refusal) {
        result.expectException(Refused.class)
                .expectExceptionMessage(CoreMatchers.equalTo(refusal.toString()))
                .expectNoEvents();
    }

    /** The command succeeds, and nothing is written anywhere. */
    void nothing(ResultValidator<JobAggregate> result) {
        result.expectSuccessfulHandlerExecution().expectNoEvents();
        assertThat(elsewhere()).isEmpty();
    }

    static Facts managing(String... environments) {
        Map<String, Environment> known = new LinkedHashMap<>();
        for (String key : environments) {
            known.put(key, new Environment(key, true));
        }
        return Facts.NONE.withEnvironments(known);
    }

    static JobCreated created(JobDefinition job, Map<String, NextRun> next) {
        return new JobCreated(JOB, LIFE, job, next, BEFORE);
    }

    static JobDefinition job(@Nullable String schedule, Map<String, Overlay> environments) {
        return job(schedule, null, environments);
    }

    static JobDefinition job(@Nullable String schedule, @Nullable String timezone, Map<String, Overlay> environments) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("Nightly", null, schedule, timezone, request, environments, null);
    }

    static Map<String, Overlay> enabledIn(String... environments) {
        Map<String, Overlay> overlays = new LinkedHashMap<>();
        for (String environment : environments) {
            overlays.put(environment, enabled());
        }
        return overlays;
    }

    static Overlay enabled() {
        return new Overlay(Map.of("enabled", true));
    }

    static Overlay disabled() {
        return new Overlay(Map.of("enabled", false));
    }

    /** When a recurring job fires. */
    static NextRun fires(String at) {
        return new NextRun(Instant.parse(at), null);
    }

    static RunKey run(UUID id) {
        return new RunKey(AccountId.DEFAULT, id);
    }

    /** Where streams begin that the fixture of a job does not record. */
    private record Neighbours(EventStore elsewhere) implements RepositoryProvider {
        @Override
        @SuppressWarnings("unchecked") // the provider is asked for the types that a job creates
        public <T> Repository<T> repositoryFor(Class<T> type) {
            Repository<?> known = type == RunAggregate.class ? of(RunAggregate.class) : of(FireRecord.class);
            return (Repository<T>) known;
        }

        private <T> Repository<T> of(Class<T> type) {
            return EventSourcingRepository.builder(type).eventStore(elsewhere).build();
        }
    }
}
