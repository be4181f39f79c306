package dev.runledger.command.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule would do, told before it is saved (API.md §10).
 *
 * @param kind {@code recurring} or {@code one_off}, or {@code manual} for no schedule at all
 * @param description the schedule in words
 * @param fires the next ones, the earliest first
 * @param warnings what its author may not have meant
 */
public record SchedulePreview(String kind, String description, List<Fire> fires, List<Warning> warnings) {

    /** What follows cannot be written with a year of four digits. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * One fire.
     *
     * @param local what the zone's wall clock shows then, with its offset from UTC
     * @param note what a clock change did to this fire, or null
     */
    public record Fire(Instant at, String local, @Nullable String note) {

        static Fire at(Instant instant, ZoneOffset offset, @Nullable String note) {
            return new Fire(instant, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(offset)), note);
        }
    }

    /** Something that is allowed, and often not what was meant. */
    public record Warning(String code, String detail) {}

    public SchedulePreview {
        fires = List.copyOf(fires);
        warnings = List.copyOf(warnings);
    }

    /** Of a job without a schedule. */
    public static SchedulePreview manual() {
        return new SchedulePreview("manual", "Only when somebody runs it", List.of(), List.of());
    }

    /**
     * @param zone used by a recurring schedule only
     * @param now when a schedule of {@code now} would run
     * @param after the fires shown come after this
     * @param count how many fires of a recurring schedule to show
     */
    public static SchedulePreview of(ScheduleForm form, ZoneId zone, Instant now, Instant after, int count) {
        return switch (form) {
            case ScheduleForm.Now() -> once("Once, at the moment it is saved", now);
            case ScheduleForm.At(Instant instant) -> once(ScheduleWords.once(instant), instant);
            case ScheduleForm.Cron(CronExpression expression) -> recurring(expression, zone, after, count);
        };
    }

    private static SchedulePreview once(String description, Instant instant) {
        return new SchedulePreview("one_off", description, List.of(Fire.at(instant, ZoneOffset.UTC, null)), List.of());
    }

    private static SchedulePreview recurring(CronExpression expression, ZoneId zone, Instant after, int count) {
        ClockChanges changes = new ClockChanges(expression, zone);
        FireTimes times = FireTimes.of(expression, zone);
        List<Instant> fires = Stream.iterate(times.next(after), fire -> !fire.isAfter(LAST), times::next)
                .limit(count)
                .toList();
        List<Warning> warnings = new ArrayList<>(ScheduleWarnings.of(expression));
        warnings.addAll(changes.among(fires));
        return new SchedulePreview(
                "recurring",
                new ScheduleWords(expression).in(zone),
                fires.stream().map(changes::fire).toList(),
                warnings);
    }
}
