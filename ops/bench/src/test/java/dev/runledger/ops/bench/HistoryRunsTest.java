package dev.runledger.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRunsTest {

    private static final int RUNS = 20_000;
    private static final Instant UNTIL = Instant.parse("2026-11-27T10:00:00Z");
    private static final HistoryShape SHAPE = HistoryShape.of(RUNS, 1);

    @Test
    void theSameSeedMakesTheSameHistory() {
        assertThat(history(3)).isEqualTo(history(3)).isNotEqualTo(history(4));
    }

    @Test
    void everyJobHasRunInEveryEnvironmentAndSomeFarMoreThanOthers() {
        Map<String, Long> groups = count(run -> run.job() + " " + run.environment());
        Map<String, Long> jobs = count(RunView::job);

        assertThat(groups).hasSize(SHAPE.groups());
        assertThat(jobs.get(SHAPE.jobs().getFirst().slug())).isGreaterThan(RUNS / 20);
        assertThat(jobs.get(SHAPE.jobs().getLast().slug())).isLessThan(RUNS / 200);
    }

    @Test
    void allRunsAreOverAndMostHaveSucceeded() {
        Map<RunStatus, Long> statuses = count(RunView::status);

        assertThat(statuses).containsOnlyKeys(RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELED);
        assertThat(statuses.get(RunStatus.SUCCEEDED)).isGreaterThan(RUNS * 92L / 100);
        assertThat(history(3)).allMatch(run -> run.end() != null);
    }

    @Test
    void retriesAndRerunsFollowRunsThatAreThere() {
        List<RunView> runs = history(3);
        var ids = runs.stream().map(run -> run.key().id()).collect(Collectors.toSet());

        assertThat(runs)
                .filteredOn(run -> run.trigger() instanceof Trigger.Retry)
                .isNotEmpty()
                .allMatch(run -> run.trigger() instanceof Trigger.Retry retry && ids.contains(retry.of()));
        assertThat(runs)
                .filteredOn(run -> run.trigger() instanceof Trigger.Rerun)
                .isNotEmpty()
                .allMatch(run -> run.trigger() instanceof Trigger.Rerun rerun && ids.contains(rerun.source()));
    }

    @Test
    void aHistoryForWhichThereIsNoRoomIsRefused(@TempDir Path data) {
        assertThatThrownBy(() -> HistoryTables.expectRoom(data, Integer.MAX_VALUE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(data.toString());
    }

    private static <K> Map<K, Long> count(Function<RunView, K> by) {
        return history(3).stream().collect(Collectors.groupingBy(by, Collectors.counting()));
    }

    private static List<RunView> history(long seed) {
        HistoryRuns runs = HistoryRuns.until(UNTIL, SHAPE, RUNS, seed);
        List<RunView> history = new ArrayList<>();
        while (runs.hasNext()) {
            history.add(runs.next());
        }
        return history;
    }
}
