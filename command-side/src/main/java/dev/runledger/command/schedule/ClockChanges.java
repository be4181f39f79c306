package dev.runledger.command.schedule;

import dev.runledger.command.schedule.SchedulePreview.Fire;
import dev.runledger.command.schedule.SchedulePreview.Warning;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a zone's clock changes do to the fires of an expression, in words (API.md §3.3). */
final class ClockChanges {

    private static final String CODE = "clock_change";

    /** How many times a sentence names, before it only counts them. */
    private static final int NAMED = 3;

    private final CronExpression expression;
    private final ZoneId zone;
    private final ZoneRules rules;
    private final boolean fixedTime;

    ClockChanges(CronExpression expression, ZoneId zone) {
        this.expression = expression;
        this.zone = zone;
        this.rules = zone.getRules();
        this.fixedTime = expression.isFixedTime();
    }

    /** A fire with its note. */
    Fire fire(Instant instant) {
        Stretch stretch = Stretch.at(rules, instant.getEpochSecond());
        return Fire.at(instant, stretch.zoneOffset(), note(stretch, instant.getEpochSecond()));
    }

    private @Nullable String note(Stretch stretch, long fire) {
        long wall = fire + stretch.offset();
        if (fire == stretch.from() && fixedTime && stretch.isMadeUpFor() && misses(stretch)) {
            return madeUp(stretch);
        }
        if (stretch.hasBeginning() && wall < stretch.seen()) {
            return "The second time the clock shows " + clock(wall) + " on " + date(wall) + ", as it was set back.";
        }
        Optional<Stretch> next = stretch.next(rules).filter(later -> later.wallFrom() <= wall && wall < later.seen());
        return next.isEmpty()
                ? null
                : "The clock shows " + clock(wall) + " twice on " + date(wall)
                        + ", as it is set back; this is the first time" + (fixedTime ? " and the only run." : ".");
    }

    private String madeUp(Stretch stretch) {
        List<String> reasons = new ArrayList<>();
        reasons.add("Stands in for " + times(stretch.seen(), stretch.wallFrom()) + ", which the clock skips on "
                + date(stretch.wallFrom()));
        if (expression.nextMatch(stretch.wallFrom()) == stretch.wallFrom()) {
            reasons.add("and is the run of " + clock(stretch.wallFrom()) + " as well");
        }
        return String.join(", ", reasons) + ".";
    }

    /** The clock changes that do something to the schedule from the first fire to the last. */
    List<Warning> among(List<Instant> fires) {
        List<Warning> warnings = new ArrayList<>();
        if (!fires.isEmpty()) {
            Stretch stretch = Stretch.at(rules, fires.getFirst().getEpochSecond());
            long last = fires.getLast().getEpochSecond();
            if (touches(stretch, fires.getFirst().getEpochSecond())) {
                told(stretch).ifPresent(warnings::add);
            }
            Optional<Stretch> next = stretch.next(rules);
            while (next.filter(later -> later.from() <= last || touches(later, last))
                    .isPresent()) {
                next.flatMap(this::told).ifPresent(warnings::add);
                next = next.flatMap(later -> later.next(rules));
            }
        }
        return warnings;
    }

    /** Whether a fire is moved or doubled by the change that begins a stretch, which may be the one to come. */
    private static boolean touches(Stretch stretch, long fire) {
        long wallBefore = fire + stretch.offsetBefore();
        return stretch.hasBeginning()
                && (fire == stretch.from()
                        || (fire > stretch.from() && fire + stretch.offset() < stretch.seen())
                        || (fire < stretch.from() && wallBefore >= stretch.wallFrom() && wallBefore < stretch.seen()));
    }

    private Optional<Warning> told(Stretch stretch) {
        if (misses(stretch)) {
            String times = times(stretch.seen(), stretch.wallFrom());
            String done = fixedTime && stretch.isMadeUpFor()
                    ? "one run at " + clock(stretch.wallFrom()) + " stands in for " + times + "."
                    : "nothing runs for " + times + ", which the clock skips.";
            return Optional.of(new Warning(CODE, change(stretch) + ": " + done));
        }
        if (repeats(stretch)) {
            boolean one = expression.matches(stretch.wallFrom(), stretch.seen()) == 1;
            String done = times(stretch.wallFrom(), stretch.seen())
                    + (one ? " comes twice and runs " : " come twice and run ")
                    + (fixedTime ? "the first time only." : "both times.");
            return Optional.of(new Warning(CODE, change(stretch) + ": " + done));
        }
        return Optional.empty();
    }

    private boolean misses(Stretch stretch) {
        return stretch.hasBeginning() && expression.nextMatch(stretch.seen()) < stretch.wallFrom();
    }

    private boolean repeats(Stretch stretch) {
        return stretch.hasBeginning() && expression.nextMatch(stretch.wallFrom()) < stretch.seen();
    }

    private String change(Stretch stretch) {
        long before = stretch.from() + stretch.offsetBefore();
        LocalDate from = local(before).toLocalDate();
        LocalDate to = local(stretch.wallFrom()).toLocalDate();
        String target = from.equals(to) ? clock(stretch.wallFrom()) : clock(stretch.wallFrom()) + " of " + to;
        return "On " + from + " the clock of " + zone.getId() + " goes from " + clock(before) + " to " + target;
    }

    /** The matches from one moment of the wall clock to just before another, of which there is at least one. */
    private String times(long from, long until) {
        List<String> named = new ArrayList<>();
        long count = expression.matches(from, until);
        for (long match = expression.nextMatch(from);
                match < until && named.size() < NAMED;
                match = expression.nextMatch(match + 1)) {
            named.add(clock(match));
        }
        return count <= NAMED ? Listing.of(named) : count + " times from " + named.getFirst() + " on";
    }

    private static String clock(long wall) {
        return local(wall).toLocalTime().toString();
    }

    private static LocalDate date(long wall) {
        return local(wall).toLocalDate();
    }

    private static LocalDateTime local(long wall) {
        return LocalDateTime.ofEpochSecond(wall, 0, ZoneOffset.UTC);
    }
}
