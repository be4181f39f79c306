package dev.runledger.query.job;

import static dev.runledger.query.job.JobSamples.CRON;
import static dev.runledger.query.job.JobSamples.created;
import static dev.runledger.query.job.JobSamples.definition;
import static dev.runledger.query.job.JobSamples.deleted;
import static dev.runledger.query.job.JobSamples.replaced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobEvent.JobCreated;
import dev.runledger.kernel.job.JobView;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;

class JobProjectionTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.VIEWER, EnvironmentScope.ALL, "test");

    /** An event and its place in its job's stream. */
    private record Numbered(JobEvent event, long sequence) {}

    private final JobProjection projection = new JobProjection(VIEWS.jdbc(), TestVault.SEALING);
    private final JobQueries jobs = new JobQueries(VIEWS.jdbc(), TestVault.SEALING);

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void theLatestEventAloneMakesTheRow() {
        JobCreated created = created("nightly", definition("Nightly", CRON, "production"));
        JobEvent replaced = replaced(created, 2, definition("Weekly \uD83D\uDC22", null));

        deliver(List.of(new Numbered(created, 0), new Numbered(replaced, 1)));

        assertThat(listed()).containsExactly(JobView.after(replaced));
    }

    @Test
    void aDeletedJobIsNoLongerListedUntilItsSlugLivesAgain() {
        JobCreated created = created("nightly", definition("Nightly", CRON));
        deliver(List.of(new Numbered(created, 0), new Numbered(deleted(created, 2), 1)));
        assertThat(listed()).isEmpty();

        JobCreated again = created("nightly", definition("Again", null));
        deliver(List.of(new Numbered(again, 2)));
        assertThat(listed()).containsExactly(JobView.after(again));
    }

    @Test
    void axonTellsEachEventsPlaceInItsStream() {
        JobCreated created = created("nightly", definition("Nightly", CRON));
        AnnotationEventHandlerAdapter adapter = new AnnotationEventHandlerAdapter(projection);

        VIEWS.commit(() -> handle(adapter, new GenericDomainEventMessage<>("job", "nightly", 7, created)));

        assertThat(VIEWS.jdbc().queryForObject("select sequence from views.job", Long.class))
                .isEqualTo(7);
    }

    private static void handle(AnnotationEventHandlerAdapter adapter, EventMessage<?> event) {
        try {
            adapter.handle(event);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyHistoryInAnyBatchesAndAgainLeavesTheLatest(long seed) {
        Random random = new Random(seed);
        List<Numbered> events = history(random);

        for (int at = 0; at < events.size(); ) {
            int from = random.nextInt(at + 1);
            int end = Math.min(events.size(), at + random.nextInt(1, 30));
            deliver(events.subList(from, end));
            at = end;

            assertThat(listed())
                    .as("seed %s, again from %s to %s", seed, from, at)
                    .containsExactlyInAnyOrderElementsOf(live(events.subList(0, at)));
        }
    }

    private static List<Numbered> history(Random random) {
        List<Numbered> events = new ArrayList<>();
        Map<String, JobCreated> lives = new LinkedHashMap<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            String slug = "job-" + random.nextInt(12);
            int sequence = lengths.merge(slug, 1, Integer::sum) - 1;
            JobCreated life = lives.get(slug);
            JobEvent event;
            if (life == null) {
                JobCreated born = created(slug, definition("life " + i, CRON, "production"));
                lives.put(slug, born);
                event = born;
            } else if (random.nextInt(3) == 0) {
                lives.remove(slug);
                event = deleted(life, sequence);
            } else {
                event = replaced(life, sequence, definition("edit " + i, null));
            }
            events.add(new Numbered(event, sequence));
        }
        return events;
    }

    private static List<JobView> live(List<Numbered> events) {
        Map<Object, JobView> jobs = new LinkedHashMap<>();
        events.forEach(numbered -> jobs.put(numbered.event().job(), JobView.after(numbered.event())));
        return jobs.values().stream().filter(JobView::live).toList();
    }

    private void deliver(List<Numbered> events) {
        VIEWS.commit(() -> events.forEach(numbered -> projection.on(numbered.event(), numbered.sequence())));
    }

    private List<JobView> listed() {
        return jobs.page(CALLER, JobListing.of(new LinkedMultiValueMap<>()));
    }
}
