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
        List<RunEvent> events = runs.events(120);
        RunProjection projection = new RunProjection(VIEWS.jdbc());
        VIEWS.commit(() -> events.forEach(projection::on));
        List<RunView> all = List.copyOf(RandomRuns.folded(events).values());

        for (int i = 0; i < 150; i++) {
            RandomQuestion question = new RandomQuestion(random, runs, all);
            boolean narrow = !question.query.containsKey("filter[environment]") && random.nextInt(3) == 0;
            EnvironmentScope scope = narrow ? SCOPED : EnvironmentScope.ALL;
            AccountId account = runs.pick(RandomRuns.ACCOUNTS);
            List<RunView> own = all.stream()
                    .filter(run -> run.key().account().equals(account))
                    .toList();

            assertThat(walk(new Caller(account, Role.VIEWER, scope, "test"), question.query))
                    .as("seed %s, question %s: %s", seed, i, question.query)
                    .isEqualTo(question.answer(own, scope).stream()
                            .map(RunResource::of)
                            .toList());
        }
    }

    /** All pages, each found by the link of the one before. */
    private List<Resource> walk(Caller caller, MultiValueMap<String, String> first) {
        List<Resource> found = new ArrayList<>();
        MultiValueMap<String, String> query = first;
        while (query != null) {
            Document page =
                    Objects.requireNonNull(controller.list(caller, query).getBody());
            List<Resource> shown = resources(page);
            String next = Objects.requireNonNull(page.links()).get("next");
            assertThat(shown)
                    .hasSizeBetween(
                            next == null ? 0 : 1,
                            Integer.parseInt(Objects.requireNonNull(first.getFirst("page[size]"))));
            found.addAll(shown);
            query = next == null ? null : followed(next);
        }
        return found;
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
