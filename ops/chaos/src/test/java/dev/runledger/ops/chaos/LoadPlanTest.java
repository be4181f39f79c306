package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.chaos.LoadPlan.Planned;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadPlanTest {

    private static final LoadPlan PLAN = LoadPlan.of(5, Duration.ofMinutes(10), 3);

    @Test
    void theSameSeedMakesTheSamePlan() {
        assertThat(LoadPlan.of(5, Duration.ofMinutes(10), 3)).isEqualTo(PLAN);
        assertThat(LoadPlan.of(6, Duration.ofMinutes(10), 3)).isNotEqualTo(PLAN);
    }

    @Test
    void everyKindOfWorkComes() {
        assertThat(PLAN.work().stream()
                        .map(planned -> planned.work().getClass())
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(Work.class.getPermittedSubclasses());
    }

    @Test
    void aDeletedJobIsNotAskedForAgain() {
        Set<String> deleted = new HashSet<>();
        for (Planned planned : PLAN.work()) {
            switch (planned.work()) {
                case Work.Delete(Work.Job job) ->
                    assertThat(deleted.add(job.slug())).isTrue();
                case Work.Run(Work.Job job) -> assertThat(deleted).doesNotContain(job.slug());
                case Work.Edit(Work.Job job) -> assertThat(deleted).doesNotContain(job.slug());
                default -> {
                    // Names no job that was there before.
                }
            }
        }
        assertThat(deleted).isNotEmpty();
    }
}
