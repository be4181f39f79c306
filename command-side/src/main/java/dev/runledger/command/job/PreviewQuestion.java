package dev.runledger.command.job;

import dev.runledger.command.schedule.Datetimes;
import dev.runledger.command.schedule.InvalidSchedule;
import dev.runledger.command.schedule.ScheduleForm;
import dev.runledger.command.schedule.SchedulePreview;
import dev.runledger.command.schedule.TimeZones;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.QueryParameters;
import dev.runledger.kernel.jsonapi.WholeNumber;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a preview is asked for (API.md §10): judged as the write of a job would be, with everything that is wrong at once. */
record PreviewQuestion(ScheduleForm form, ZoneId zone, Instant now, Instant after, int count) {

    private static final int MOST = 100;
    private static final int USUALLY = 10;

    /** @throws Refused if a parameter is wrong */
    static PreviewQuestion of(Map<String, List<String>> query, Instant now) {
        QueryParameters parameters = new QueryParameters(query);
        Optional<ScheduleForm> form = form(parameters, now);
        boolean mayHaveZone = form.isEmpty() || form.get() instanceof ScheduleForm.Cron;
        Optional<ZoneId> zone = parameters
                .text(Overlay.TIMEZONE)
                .flatMap(id -> mayHaveZone ? zone(parameters, id) : refused(parameters));
        Instant after = parameters
                .one("after", PreviewQuestion::datetime, Datetimes.EXPECTED)
                .orElse(now);
        int count = parameters
                .one("count", text -> WholeNumber.parse(text, MOST), "a whole number from 1 to " + MOST)
                .orElse(USUALLY);
        parameters.refuseFaults();
        return new PreviewQuestion(form.orElseThrow(), zone.orElse(ZoneOffset.UTC), now, after, count);
    }

    SchedulePreview answer() {
        return SchedulePreview.of(form, zone, now, after, count);
    }

    private static Optional<ScheduleForm> form(QueryParameters parameters, Instant now) {
        Optional<ScheduleForm> form = parameters.required(Overlay.SCHEDULE).flatMap(text -> parsed(parameters, text));
        if (form.isPresent() && form.get() instanceof ScheduleForm.At at && at.isPast(now)) {
            fault(
                    parameters,
                    Overlay.SCHEDULE,
                    "schedule_in_past",
                    "The schedule lies in the past; write a moment to come.");
        }
        return form;
    }

    private static Optional<ScheduleForm> parsed(QueryParameters parameters, String text) {
        try {
            return Optional.of(ScheduleForm.parse(text));
        } catch (InvalidSchedule e) {
            fault(parameters, Overlay.SCHEDULE, e.code(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> zone(QueryParameters parameters, String id) {
        try {
            return Optional.of(TimeZones.require(id));
        } catch (InvalidSchedule e) {
            fault(parameters, Overlay.TIMEZONE, e.code(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> refused(QueryParameters parameters) {
        fault(
                parameters,
                Overlay.TIMEZONE,
                "timezone_not_allowed",
                "Only a recurring schedule has a time zone; leave timezone out and write an offset in the datetime.");
        return Optional.empty();
    }

    private static void fault(QueryParameters parameters, String name, String code, String detail) {
        parameters.fault(ErrorObject.inParameter(name, code, detail));
    }

    /** A blank within stands for the {@code +} of an offset that was not encoded. */
    private static Optional<Instant> datetime(String text) {
        return Datetimes.parse(text).or(() -> Datetimes.parse(text.strip().replace(' ', '+')));
    }
}
