package dev.runledger.query.stats;

import dev.runledger.query.stats.TallyKey.Grain;
import java.util.ArrayList;
import java.util.List;

/**
 * How a period is put together of what is counted: whole days, the whole hours around them, and at its ends what only the
 * runs themselves can tell. No instant is in two parts.
 *
 * @param hours all whole hours together, those of the days too
 * @param ends shorter than an hour each
 */
record Cover(List<Stretch> counted, Period hours, List<Period> ends) {

    /** Whose tallies of that grain are meant. */
    record Stretch(Grain grain, Period period) {}

    static Cover of(Period period) {
        Period hours = period.whole(Grain.HOUR);
        if (period.isEmpty() || hours.isEmpty()) {
            return new Cover(List.of(), hours, filled(period));
        }
        return new Cover(counted(hours), hours, filled(period.before(hours), period.behind(hours)));
    }

    private static List<Stretch> counted(Period hours) {
        Period days = hours.whole(Grain.DAY);
        if (days.isEmpty()) {
            return List.of(new Stretch(Grain.HOUR, hours));
        }
        List<Stretch> stretches = new ArrayList<>();
        stretches.add(new Stretch(Grain.DAY, days));
        filled(hours.before(days), hours.behind(days))
                .forEach(period -> stretches.add(new Stretch(Grain.HOUR, period)));
        return stretches;
    }

    private static List<Period> filled(Period... periods) {
        return List.of(periods).stream().filter(period -> !period.isEmpty()).toList();
    }
}
