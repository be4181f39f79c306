package dev.runledger.command.job;

import dev.runledger.command.schedule.InvalidSchedule;
import dev.runledger.command.schedule.ScheduleForm;
import dev.runledger.command.schedule.TimeZones;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Fields;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a job runs by itself, as its definition says (API.md §2.1, §3.1), and what that allows in the entries of environments
 * (API.md §4.1).
 *
 * @param text the schedule as sent; null for a manual job
 * @param form what the text is; empty for a manual job, and for a text that was refused
 * @param timezone a valid id, or null
 */
record ScheduleRules(
        @Nullable String text,
        Optional<ScheduleForm> form,
        @Nullable String timezone) {

    /**
     * Reads the base.
     *
     * @param before what a PUT replaces; null for a new job
     */
    static ScheduleRules base(Fields attributes, Instant now, @Nullable JobDefinition before) {
        String text = attributes.text(Overlay.SCHEDULE).orElse(null);
        Optional<ScheduleForm> form = form(attributes, text);
        boolean kept = before != null && text != null && text.equals(before.schedule());
        form.filter(known -> !kept && known instanceof ScheduleForm.At at && at.isPast(now))
                .ifPresent(past -> attributes.problem(
                        Overlay.SCHEDULE,
                        "schedule_in_past",
                        "The instant is more than 5 minutes past; write a later one, or now."));
        return new ScheduleRules(
                text, form, zone(attributes, isRecurring(text, form)).orElse(null));
    }

    /** Whether there may be time zones, and schedules in entries: a text that is refused does not make them wrong too. */
    private static boolean isRecurring(@Nullable String text, Optional<ScheduleForm> form) {
        return text != null
                && form.map(known -> known instanceof ScheduleForm.Cron).orElse(true);
    }

    private boolean isRecurring() {
        return isRecurring(text, form);
    }

    private boolean isOneOff() {
        return form.map(known -> !(known instanceof ScheduleForm.Cron)).orElse(false);
    }

    /** Whether this write makes runs: that of a new one-off, and one that gives a job another one-off schedule. */
    boolean isBirth(@Nullable JobDefinition before) {
        return isOneOff() && (before == null || !String.valueOf(text).equals(before.schedule()));
    }

    /** An entry's {@code schedule} or {@code timezone}. */
    Optional<String> leaf(Fields entry, String leaf) {
        return leaf.equals(Overlay.TIMEZONE) ? zone(entry, isRecurring()) : cron(entry);
    }

    private Optional<String> cron(Fields entry) {
        String text = entry.text(Overlay.SCHEDULE).orElse(null);
        if (text == null) {
            return Optional.empty();
        }
        if (!isRecurring()) {
            entry.problem(
                    Overlay.SCHEDULE,
                    "schedule_not_allowed",
                    "Only entries of a recurring job have a schedule; leave it out.");
            return Optional.empty();
        }
        boolean well = form(entry, text)
                .map(form -> entry.accept(
                        form instanceof ScheduleForm.Cron,
                        Overlay.SCHEDULE,
                        "schedule_not_allowed",
                        "must be a cron expression or a macro such as @daily here."))
                .orElse(false);
        return well ? Optional.of(text) : Optional.empty();
    }

    private static Optional<ScheduleForm> form(Fields fields, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ScheduleForm.parse(text));
        } catch (InvalidSchedule e) {
            fields.problem(Overlay.SCHEDULE, e.code(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> zone(Fields fields, boolean recurring) {
        String id = fields.text(Overlay.TIMEZONE).orElse(null);
        if (id == null) {
            return Optional.empty();
        }
        if (!recurring) {
            fields.problem(
                    Overlay.TIMEZONE, "timezone_not_allowed", "Only a recurring job has a time zone; leave it out.");
            return Optional.empty();
        }
        try {
            TimeZones.require(id);
            return Optional.of(id);
        } catch (InvalidSchedule e) {
            fields.problem(Overlay.TIMEZONE, e.code(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether a leaf may stand in an entry of a job of this kind. */
    static boolean fits(JobKind kind, String leaf) {
        return kind == JobKind.RECURRING || !(leaf.equals(Overlay.SCHEDULE) || leaf.equals(Overlay.TIMEZONE));
    }
}
