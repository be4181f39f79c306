package dev.runledger.query.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.query.batch.Streams;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Whatever is asked, the pages one after the other hold what a plain search through all runs finds. */
class RunListTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final EnvironmentScope SCOPED = new EnvironmentScope(Set.of("production", "staging"));

    private final RunQueryController controller =
            new RunQueryController(new RunQueries(VIEWS.jdbc()), new RunHistory(new Streams().store()));

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void pagesHoldWhatAPlainSearchFinds(long seed) {
        Random random = new Random(seed);
        RandomRuns runs = new RandomRuns(random);
        assertRight(seed, projected(runs.events(120)), runs, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {111, 112, 113, 114})
    void runsThatArePrunedAreInNoPage(long seed) {
        Random random = new Random(seed);
        RandomRuns runs = new RandomRuns(random);
        List<RunView> left = new ArrayList<>(projected(runs.events(160)));
        RunProjection projection = new RunProjection(VIEWS.jdbc());
        for (int i = 0; i < 6; i++) {
            VIEWS.commit(() -> projection.on(PrunedRuns.someOf(left, random)));
        }
        assertRight(seed, left, runs, random);
    }

    private void assertRight(long seed, List<RunView> all, RandomRuns runs, Random random) {
        for (int i = 0; i < 150; i++) {
            RandomQuestion question = new RandomQuestion(random, runs, all);
            boolean narrow = !question.query.containsKey("filter[environment]") && random.nextInt(3) == 0;
            EnvironmentScope scope = narrow ? SCOPED : EnvironmentScope.ALL;
            AccountId account = runs.pick(RandomRuns.ACCOUNTS);

            assertThat(walk(new Caller(account, Role.VIEWER, scope, "test"), question.query, () -> {}))
                    .as("seed %s, question %s: %s", seed, i, question.query)
                    .isEqualTo(shown(question.answer(of(account, all), scope)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203})
    void runsThatArriveMeanwhileNeitherHideNorRepeatThoseThatWereThere(long seed) {
        Random random = new Random(seed);
        RandomRuns runs = new RandomRuns(random);
        List<RunView> all = new ArrayList<>(projected(runs.events(150)));
        AtomicInteger arrivals = new AtomicInteger();

        for (int i = 0; i < 40; i++) {
            RandomQuestion question = new RandomQuestion(random, runs, all);
            AccountId account = runs.pick(RandomRuns.ACCOUNTS);
            if (question.asksForAll()) {
                Caller caller = new Caller(account, Role.VIEWER, EnvironmentScope.ALL, "test");
                List<String> expected = ids(shown(question.answer(of(account, all), EnvironmentScope.ALL)));
                List<RunView> arrived = new ArrayList<>();
                List<String> found = ids(walk(
                        caller,
                        question.query,
                        () -> arrived.addAll(projected(newer(random, arrivals).events(random.nextInt(4))))));
                all.addAll(arrived);

                assertThat(found).doesNotHaveDuplicates();
                assertThat(found.stream().filter(expected::contains))
                        .as("seed %s, question %s: %s", seed, i, question.query)
                        .containsExactlyElementsOf(expected);
                if (!question.query.containsKey("sort")) {
                    assertThat(found).isEqualTo(expected);
                }
            }
        }
    }

    /** Runs that all begin after those that came before. */
    private static RandomRuns newer(Random random, AtomicInteger arrivals) {
        return new RandomRuns(random, RandomRuns.START.plusMillis((long) RandomRuns.SPAN * arrivals.incrementAndGet()));
    }

    private static List<String> ids(List<Resource> runs) {
        return runs.stream().map(Resource::id).toList();
    }

    /** The runs as they are after these events. */
    private static List<RunView> projected(List<RunEvent> events) {
        RunProjection projection = new RunProjection(VIEWS.jdbc());
        VIEWS.commit(() -> events.forEach(projection::on));
        return List.copyOf(RandomRuns.folded(events).values());
    }

    private static List<RunView> of(AccountId account, List<RunView> runs) {
        return runs.stream().filter(run -> run.key().account().equals(account)).toList();
    }

    private static List<Resource> shown(List<RunView> runs) {
        return runs.stream().map(RunResource::of).toList();
    }

    /** All pages, each found by the link of the one before, with something done in between. */
    private List<Resource> walk(Caller caller, MultiValueMap<String, String> first, Runnable meanwhile) {
        List<Resource> found = new ArrayList<>();
        MultiValueMap<String, String> query = first;
        while (query != null) {
            Document page =
                    Objects.requireNonNull(controller.list(caller, query).getBody());
            List<Resource> shown = resources(page);
            String next = Objects.requireNonNull(page.links()).get("next");
            assertThat(shown).hasSizeBetween(next == null ? 0 : 1, pageSize(first));
            found.addAll(shown);
            query = next == null ? null : followed(next);
            meanwhile.run();
        }
        return found;
    }

    private static int pageSize(MultiValueMap<String, String> query) {
        return Integer.parseInt(Objects.requireNonNull(query.getFirst("page[size]")));
    }

    private static List<Resource> resources(Document page) {
        return ((List<?>) page.data()).stream().map(Resource.class::cast).toList();
    }

    private static MultiValueMap<String, String> followed(String next) {
        MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
        UriComponentsBuilder.fromUriString(next)
                .build()
                .getQueryParams()
                .forEach((name, values) -> values.forEach(value -> query.add(decoded(name), decoded(value))));
        return query;
    }

    private static String decoded(@Nullable String text) {
        return text == null ? "" : UriUtils.decode(text, UTF_8);
    }
}
