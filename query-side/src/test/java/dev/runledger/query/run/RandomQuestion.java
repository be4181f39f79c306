package dev.runledger.query.run;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A list of runs as a client may ask for it, and what it means, said a second time without SQL. */
final class RandomQuestion {

    private static final List<String> SORTS =
            List.of("created_at", "started_at", "finished_at", "scheduled_for", "status", "job", "total_duration_ms");

    final MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
    private final Random random;
    private final RandomRuns runs;
    private final List<Predicate<RunView>> wanted = new ArrayList<>();
    private boolean lastRunOnly;
    private Comparator<RunView> order = order("created_at", true);

    RandomQuestion(Random random, RandomRuns runs, List<RunView> all) {
        this.random = random;
        this.runs = runs;
        oneIn(3, this::job);
        oneIn(3, () -> list("filter[status]", List.of(RunStatus.values()), RunView::status));
        oneIn(
                4,
                () -> list(
                        "filter[trigger]",
                        List.of("SCHEDULE", "MANUAL", "RERUN", "RETRY"),
                        run -> run.trigger().text()));
        oneIn(4, () -> list("filter[environment]", RandomRuns.ENVIRONMENTS, RunView::environment));
        oneIn(6, () -> list("filter[failure_reason]", List.of(FailureReason.values()), RandomQuestion::reason));
        oneIn(6, () -> rerunsOf(runs.pick(all)));
        oneIn(6, () -> chainOf(runs.pick(all)));
        oneIn(4, () -> interval("created_at", RunView::createdAt));
        oneIn(6, () -> interval("started_at", RandomQuestion::startedAt));
        oneIn(6, () -> interval("finished_at", RandomQuestion::finishedAt));
        oneIn(6, () -> interval("scheduled_for", run -> RunResource.scheduledFor(run.trigger())));
        oneIn(3, this::lastRunOnly);
        oneIn(2, this::sort);
        query.add("page[size]", Integer.toString(runs.pick(List.of(1, 3, 7, 50, 1000))));
        query.add("unknown", "is ignored & kept");
    }

    /** Whether it is about all runs that match, and not about the latest ones alone. */
    boolean asksForAll() {
        return !lastRunOnly;
    }

    /** The runs of all pages, in order. */
    List<RunView> answer(List<RunView> all, EnvironmentScope scope) {
        List<RunView> found = new ArrayList<>(all.stream()
                .filter(run -> scope.sees(run.environment()))
                .filter(run -> wanted.stream().allMatch(condition -> condition.test(run)))
                .toList());
        if (lastRunOnly) {
            found = latest(found);
        }
        found.sort(order);
        return found;
    }

    private static List<RunView> latest(List<RunView> found) {
        Comparator<RunView> byEnd = Comparator.comparing(
                        RandomQuestion::finishedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                .thenComparing(RunView::createdAt)
                .thenComparing(RandomQuestion::id);
        Map<List<String>, RunView> latest = new LinkedHashMap<>();
        found.stream()
                .filter(run -> run.status().terminal())
                .forEach(run -> latest.merge(
                        List.of(run.job(), run.environment()), run, (a, b) -> byEnd.compare(a, b) > 0 ? a : b));
        return new ArrayList<>(latest.values());
    }

    private void job() {
        String job = random.nextInt(6) == 0 ? "unknown" : runs.pick(RandomRuns.JOBS);
        query.add("filter[job]", job);
        wanted.add(run -> run.job().equals(job));
    }

    private <T> void list(String name, List<T> domain, Function<RunView, @Nullable T> value) {
        List<T> picked = domain.stream().filter(each -> random.nextInt(3) == 0).toList();
        if (!picked.isEmpty()) {
            List<String> texts = picked.stream().map(Object::toString).toList();
            int cut = random.nextInt(texts.size() + 1);
            query.add(name, String.join(",", texts.subList(0, cut)));
            query.add(name, String.join(",", texts.subList(cut, texts.size())));
            wanted.add(run -> {
                T it = value.apply(run);
                return it != null && picked.contains(it);
            });
        }
    }

    private void rerunsOf(RunView source) {
        query.add("filter[rerun_of]", id(source));
        wanted.add(run -> run.trigger().equals(new Trigger.Rerun(source.key().id())));
    }

    private void chainOf(RunView first) {
        query.add("filter[retry.of]", id(first));
        wanted.add(run -> run.trigger() instanceof Trigger.Retry retry
                ? retry.of().equals(first.key().id())
                : id(run).equals(id(first)));
    }

    private void interval(String field, Function<RunView, @Nullable Instant> value) {
        Instant from = runs.instant();
        Instant to = runs.instant();
        boolean open = random.nextInt(4) == 0;
        boolean endless = random.nextInt(4) == 0;
        boolean fromIncluded = random.nextBoolean();
        boolean toIncluded = random.nextBoolean();
        query.add(
                "filter[" + field + "]",
                (fromIncluded ? "[" : "(") + (open ? "*" : text(from)) + "," + (endless ? "*" : text(to))
                        + (toIncluded ? "]" : ")"));
        wanted.add(run -> {
            Instant it = value.apply(run);
            return it != null
                    && (open || from.isBefore(it) || (fromIncluded && from.equals(it)))
                    && (endless || to.isAfter(it) || (toIncluded && to.equals(it)));
        });
    }

    /** One instant, written in one of the ways that users write it. */
    private String text(Instant instant) {
        String utc = instant.toString().replace("Z", "");
        String east = instant.plus(Duration.ofHours(2)).toString().replace("Z", "");
        return runs.pick(List.of(utc, utc + "Z", east + "+02:00", east + " 02:00", east + " 0200", east + "+02"));
    }

    private void lastRunOnly() {
        lastRunOnly = random.nextBoolean();
        query.add("last_run_only", lastRunOnly ? "True" : "false");
    }

    private void sort() {
        String field = runs.pick(SORTS);
        boolean descending = random.nextBoolean();
        query.add("sort", (descending ? "-" : "") + field);
        order = order(field, descending);
    }

    private static Comparator<RunView> order(String field, boolean descending) {
        return switch (field) {
            case "created_at" -> nullsLast(RunView::createdAt, descending);
            case "started_at" -> nullsLast(RandomQuestion::startedAt, descending);
            case "finished_at" -> nullsLast(RandomQuestion::finishedAt, descending);
            case "scheduled_for" -> nullsLast(run -> RunResource.scheduledFor(run.trigger()), descending);
            case "status" -> nullsLast(run -> run.status().name(), descending);
            case "job" -> nullsLast(run -> run.job().toLowerCase(Locale.ROOT), descending);
            default -> nullsLast(RandomQuestion::totalDuration, descending);
        };
    }

    private static <T extends Comparable<T>> Comparator<RunView> nullsLast(
            Function<RunView, @Nullable T> value, boolean descending) {
        Comparator<T> direction = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        Comparator<RunView> ids = Comparator.comparing(RandomQuestion::id);
        Comparator<RunView> ties = descending ? ids.reversed() : ids;
        return (a, b) -> {
            T left = value.apply(a);
            T right = value.apply(b);
            int order = left == null || right == null
                    ? Boolean.compare(left == null, right == null)
                    : direction.compare(left, right);
            return order != 0 ? order : ties.compare(a, b);
        };
    }

    private void oneIn(int times, Runnable question) {
        if (random.nextInt(times) == 0) {
            question.run();
        }
    }

    private static String id(RunView run) {
        return run.key().id().toString();
    }

    private static @Nullable Instant startedAt(RunView run) {
        return run.execution() == null ? null : run.execution().startedAt();
    }

    private static @Nullable Instant finishedAt(RunView run) {
        return run.end() == null ? null : run.end().finishedAt();
    }

    private static @Nullable FailureReason reason(RunView run) {
        return run.end() == null ? null : run.end().reason();
    }

    private static @Nullable Long totalDuration(RunView run) {
        Instant finishedAt = finishedAt(run);
        return finishedAt == null
                ? null
                : Duration.between(run.createdAt(), finishedAt).toMillis();
    }
}
