package dev.runledger.command.schedule;

/** A schedule, or its time zone, that nobody could keep. The message tells the user what is wrong and what would be right. */
public final class InvalidSchedule extends Exception {

    static final String INVALID = "schedule_invalid";
    static final String NEVER_FIRES = "schedule_never_fires";
    static final String TIMEZONE_UNKNOWN = "timezone_unknown";

    private final String code;

    private InvalidSchedule(String code, String sentence) {
        // A text is refused, not a program at fault: nobody wants to see where.
        super(sentence, null, false, false);
        this.code = code;
    }

    static InvalidSchedule because(String sentence) {
        return new InvalidSchedule(INVALID, sentence);
    }

    static InvalidSchedule neverFires(String sentence) {
        return new InvalidSchedule(NEVER_FIRES, sentence);
    }

    static InvalidSchedule unknownZone(String sentence) {
        return new InvalidSchedule(TIMEZONE_UNKNOWN, sentence);
    }

    /** As the API names it (API.md §1.6). */
    public String code() {
        return code;
    }

    /** A sentence for the user. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
