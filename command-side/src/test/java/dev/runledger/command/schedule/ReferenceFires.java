package dev.runledger.command.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rules of API.md §3.2 and §3.3 once more, as plainly as can be: every minute of a matching day is asked. It reads valid
 * expressions only.
 */
public final class ReferenceFires {

    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private static final String DAYS = "SUNMONTUEWEDTHUFRISAT";

    private static final int DAY_MINUTES = 1_440;

    private final String[] fields;
    private final List<Set<Integer>> values;
    private final ZoneId zone;

    public ReferenceFires(String expression, ZoneId zone) {
        this.fields = expression.split(" ");
        this.zone = zone;
        this.values = List.of(
                values(fields[0], 0, 59, ""),
                values(fields[1], 0, 23, ""),
                values(fields[2], 1, 31, ""),
                values(fields[3], 1, 12, MONTHS),
                values(fields[4], 0, 6, DAYS));
    }

    /** All fires from one instant to just before another. */
    public NavigableSet<Instant> between(Instant from, Instant until) {
        NavigableSet<Instant> fires = new TreeSet<>();
        LocalDateTime last = LocalDateTime.ofInstant(until, ZoneOffset.UTC).plusDays(2);
        for (LocalDateTime minute = LocalDateTime.ofInstant(from, ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.MINUTES)
                        .minusDays(2);
                minute.isBefore(last);
                minute = minute.plusMinutes(1)) {
            if (!matchesDay(minute)) {
                minute = minute.truncatedTo(ChronoUnit.DAYS).plusMinutes(DAY_MINUTES - 1);
            } else if (matchesTime(minute)) {
                fires.addAll(instants(minute));
            }
        }
        return fires.subSet(from, true, until, false);
    }

    private List<Instant> instants(LocalDateTime minute) {
        boolean fixed = !fields[0].startsWith("*") && !fields[1].startsWith("*");
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(minute);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = zone.getRules().getTransition(minute);
            return fixed && gap.getDuration().compareTo(Duration.ofHours(3)) < 0
                    ? List.of(gap.getInstant())
                    : List.of();
        }
        Stream<Instant> all = offsets.stream().map(minute::toInstant).sorted();
        return fixed ? all.limit(1).toList() : all.toList();
    }

    private boolean matchesTime(LocalDateTime minute) {
        return values.get(0).contains(minute.getMinute()) && values.get(1).contains(minute.getHour());
    }

    private boolean matchesDay(LocalDateTime minute) {
        boolean day = values.get(2).contains(minute.getDayOfMonth());
        boolean weekday = values.get(4).contains(minute.getDayOfWeek().getValue() % 7);
        boolean both = fields[2].equals("*") || fields[4].equals("*");
        return values.get(3).contains(minute.getMonthValue()) && (both ? day && weekday : day || weekday);
    }

    private static Set<Integer> values(String field, int lowest, int highest, String names) {
        return Stream.of(field.split(","))
                .flatMapToInt(item -> item(item, lowest, highest, names))
                .boxed()
                .collect(Collectors.toSet());
    }

    private static IntStream item(String item, int lowest, int highest, String names) {
        String[] step = item.split("/");
        String[] ends = (step[0].equals("*") ? lowest + "-" + highest : step[0]).split("-");
        int from = value(ends[0], lowest, names);
        int to = value(ends[ends.length - 1], lowest, names);
        return IntStream.rangeClosed(from, to)
                .filter(value -> step.length == 1 || (value - from) % Integer.parseInt(step[1]) == 0)
                .map(value -> names.equals(DAYS) ? value % 7 : value);
    }

    private static int value(String text, int lowest, String names) {
        return Character.isDigit(text.charAt(0))
                ? Integer.parseInt(text)
                : lowest + names.indexOf(text.toUpperCase(Locale.ROOT)) / 3;
    }
}
