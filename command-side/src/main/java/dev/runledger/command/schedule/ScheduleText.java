package dev.runledger.command.schedule;

/** The text of a schedule before anything is known of its meaning. */
final class ScheduleText {

    /** Longest piece of a user's text that a message repeats, in UTF-16 units. */
    private static final int QUOTED = 80;

    private ScheduleText() {}

    /** Without outer blanks and tabs, which are all that counts as blank here (API.md §3.1, §3.2). */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    /** In quotation marks, cut short where it is very long. */
    static String quote(String text) {
        return text.length() <= QUOTED ? '"' + text + '"' : '"' + text.substring(0, QUOTED) + "…\"";
    }
}
