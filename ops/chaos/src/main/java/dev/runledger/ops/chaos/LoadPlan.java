package dev.runledger.ops.chaos;

import dev.runledger.ops.chaos.Work.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a storm and what is asked of the service when. The same seed makes the same plan.
 *
 * @param jobs written before the storm begins
 */
record LoadPlan(List<Job> jobs, List<Planned> work) {

    /**
     * @param at since the beginning of the storm
     * @param node to which it is sent first
     */
    record Planned(Duration at, int node, Work work) {}

    /** Policies that jobs name: the name says how they wait. */
    static final List<String> POLICIES = List.of("steady", "growing");

    private static final int RECURRING = 40;
    private static final int MANUAL = 12;

    /** Kept free of the dice's deletes, so that there is something to run until the end. */
    private static final int KEPT = 6;

    private static final Duration DISTANCE = Duration.ofMillis(180);
    private static final List<String> SCHEDULES =
            List.of("* * * * *", "* * * * *", "* * * * *", "*/2 * * * *", "1-59/2 * * * *", "*/3 * * * *");
    private static final List<String> PATHS =
            List.of("/fine", "/fine", "/fine", "/fails", "/flaky", "/slow/1500", "/slow/4500", "/never");
    private static final List<List<String>> ENVIRONMENTS = List.of(
            List.of("production"), List.of("production"), List.of("production", "staging"), List.of("development"));

    LoadPlan {
        jobs = List.copyOf(jobs);
        work = List.copyOf(work);
    }

    static LoadPlan of(long seed, Duration storm, int nodes) {
        // Not the numbers of the faults again.
        Random random = new Random(seed ^ 0x10adL);
        List<Job> recurring = IntStream.range(0, RECURRING)
                .mapToObj(i -> job("tick-" + i, of(random, SCHEDULES), random))
                .toList();
        List<Job> manual = IntStream.range(0, MANUAL)
                .mapToObj(i -> job("ask-" + i, null, random).in(List.of("production")))
                .toList();
        List<Job> jobs = new ArrayList<>(recurring);
        jobs.addAll(manual);

        List<Planned> work = new ArrayList<>();
        Drawing drawing = new Drawing(random, new ArrayList<>(recurring), new ArrayList<>(manual));
        for (Duration at = Duration.ZERO; at.compareTo(storm) < 0; at = at.plus(distance(random))) {
            work.add(new Planned(at, random.nextInt(nodes), drawing.next()));
        }
        return new LoadPlan(jobs, work);
    }

    private static Duration distance(Random random) {
        int mean = (int) DISTANCE.toMillis();
        return Duration.ofMillis(random.nextInt(mean / 4, mean * 7 / 4));
    }

    private static Job job(String slug, @Nullable String schedule, Random random) {
        String path = of(random, PATHS);
        int timeout = path.equals("/never") ? random.nextInt(2, 6) : 30;
        String policy = random.nextInt(3) == 0 ? null : of(random, POLICIES);
        return new Job(slug, path, timeout, schedule, policy, of(random, ENVIRONMENTS));
    }

    private static <T> T of(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** What is asked next; jobs that are deleted are not named again. */
    private static final class Drawing {

        private final Random random;
        private final List<Job> recurring;
        private final List<Job> manual;
        private int oneOffs;

        Drawing(Random random, List<Job> recurring, List<Job> manual) {
            this.random = random;
            this.recurring = recurring;
            this.manual = manual;
        }

        Work next() {
            int dice = random.nextInt(100);
            if (dice < 56) {
                return new Work.Run(of(random, manual));
            } else if (dice < 66) {
                return new Work.Rerun(random.nextInt(Integer.MAX_VALUE));
            } else if (dice < 78) {
                return new Work.Cancel(random.nextInt(Integer.MAX_VALUE));
            } else if (dice < 88) {
                Job job = job("once-" + oneOffs++, null, random);
                return new Work.OneOff(job, Duration.ofSeconds(random.nextInt(2, 40)));
            } else if (dice < 98 || recurring.size() + manual.size() <= 2 * KEPT) {
                return new Work.Edit(of(random, recurring).in(anew()));
            }
            return new Work.Delete(victim());
        }

        /** Enabled nowhere, or somewhere, perhaps where it is already. */
        private List<String> anew() {
            return random.nextInt(3) == 0 ? List.of() : of(random, ENVIRONMENTS);
        }

        private Job victim() {
            List<Job> of =
                    (manual.size() > KEPT && random.nextBoolean()) || recurring.size() <= KEPT ? manual : recurring;
            return of.remove(random.nextInt(of.size()));
        }
    }
}
