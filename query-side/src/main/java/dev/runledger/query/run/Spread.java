package dev.runledger.query.run;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.query.paging.Occurring;
import dev.runledger.query.paging.Part;
import dev.runledger.query.paging.Where;
import dev.runledger.query.run.RunFilter.Choices;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a list in order of creation is divided so that each part is one stretch of an index, already in order: a few rows of
 * each part are merged, instead of sorting or skipping through history. The parts come from a table {@code spread}, of which
 * each row is one.
 *
 * @param columns of {@code views.run} that are the same throughout a part
 * @param from what gives {@code spread}'s rows
 */
record Spread(Set<String> columns, Part from) {

    static final Spread NONE = new Spread(Set.of(), Part.of(""));

    private static final Set<RunStatus> RARE = EnumSet.of(RunStatus.FAILED, RunStatus.CANCELED);

    static Spread of(Caller caller, RunFilter filter) {
        Choices choices = filter.choices();
        @Nullable Collection<String> environments = filter.environments(caller.scope());
        if (filter.source() != null || filter.chain() != null) {
            return NONE;
        }
        if (filter.job() != null) {
            return new Spread(
                    Set.of("environment"),
                    Part.of("select environment from ").then(environments(caller, filter.job(), environments)));
        }
        if (!choices.failureReasons().isEmpty()) {
            return among("failure_reason", choices.failureReasons());
        }
        boolean rare = !choices.finished().isEmpty() && RARE.containsAll(choices.finished());
        if (!choices.triggers().isEmpty() && !rare) {
            return among("trigger", choices.triggers());
        }
        if (!choices.finished().isEmpty() || environments != null) {
            List<RunStatus> statuses = choices.finished().isEmpty() ? RunFilter.TERMINAL : choices.finished();
            return new Spread(
                    Set.of("environment", "status"),
                    Part.of("select * from ")
                            .then(environments(caller, null, environments))
                            .then(" cross join " + values("status", statuses)));
        }
        return NONE;
    }

    boolean isNone() {
        return columns.isEmpty();
    }

    boolean over(String column) {
        return columns.contains(column);
    }

    private static Spread among(String column, List<? extends Enum<?>> words) {
        return new Spread(Set.of(column), Part.of("select * from " + values(column, words)));
    }

    private static String values(String column, List<? extends Enum<?>> words) {
        return words.stream()
                .map(word -> "(" + RunConditions.word(word) + ")")
                .collect(Collectors.joining(", ", "(values ", ") " + column + "s (" + column + ")"));
    }

    /** The environments asked for, or those that occur. */
    private static Part environments(Caller caller, @Nullable String job, @Nullable Collection<String> asked) {
        if (asked != null) {
            return new Part(
                    "unnest(?::text[]) environments (environment)", List.of((Object) asked.toArray(String[]::new)));
        }
        Where known = new Where().and("account = ?", caller.account().toString());
        if (job != null) {
            known.and("job = ?", job);
        }
        return Occurring.environments(known).then(" environments");
    }
}
