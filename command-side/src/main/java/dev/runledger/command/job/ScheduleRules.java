package dev.runledger.command.job;

import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Fields;

/** When a job may run by itself: not yet, so nothing but a manual job is accepted. */
final class ScheduleRules {

    private ScheduleRules() {}

    /** The base: API.md §2.1 {@code schedule} and {@code timezone}. */
    static void base(Fields attributes) {
        refuse(attributes, Overlay.SCHEDULE, "schedule_invalid");
        refuse(attributes, Overlay.TIMEZONE, "timezone_not_allowed");
    }

    /** One environment's entry: both leaves belong to recurring jobs only (API.md §4.1). */
    static void overlay(Fields entry, String leaf) {
        refuse(entry, leaf, leaf.equals(Overlay.SCHEDULE) ? "schedule_not_allowed" : "timezone_not_allowed");
    }

    private static void refuse(Fields fields, String name, String code) {
        fields.text(name)
                .ifPresent(text ->
                        fields.problem(name, code, "This version runs manual jobs only; leave " + name + " out."));
    }
}
