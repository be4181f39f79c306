package dev.runledger.command.schedule;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes an expression apart into the texts of its five fields, a macro too, and refuses what has another form. */
final class CronText {

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final int FIELDS = CronField.values().length;
    private static final String FORM = "minute hour day-of-month month day-of-week";

    private CronText() {}

    static Map<CronField, String> fields(String text) throws InvalidSchedule {
        String trimmed = ScheduleText.trim(text);
        if (trimmed.isEmpty()) {
            throw InvalidSchedule.because(
                    "The schedule is empty; write five fields, " + FORM + ", or a macro such as @daily.");
        }
        if (trimmed.startsWith("@")) {
            return named(split(macro(trimmed)));
        }
        refuseZone(trimmed);
        List<String> fields = split(trimmed);
        refuseForeignCharacters(fields);
        if (fields.size() != FIELDS) {
            throw InvalidSchedule.because(count(trimmed, fields.size()));
        }
        return named(fields);
    }

    private static Map<CronField, String> named(List<String> texts) {
        Map<CronField, String> fields = new EnumMap<>(CronField.class);
        Iterator<String> text = texts.iterator();
        for (CronField field : CronField.values()) {
            fields.put(field, text.next());
        }
        return fields;
    }

    private static String macro(String text) throws InvalidSchedule {
        String expression = MACROS.get(text);
        if (expression != null) {
            return expression;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String told = "The schedule is " + ScheduleText.quote(text) + ": ";
        if (MACROS.containsKey(lower)) {
            throw InvalidSchedule.because(told + "macros are written in lower case; write " + lower + ".");
        }
        if (lower.startsWith("@every")) {
            throw InvalidSchedule.because(
                    told + "@every is not supported; write a step, such as */5 * * * * for every 5 minutes.");
        }
        if (lower.startsWith("@reboot")) {
            throw InvalidSchedule.because(
                    told
                            + "@reboot is not supported, a service has no boot to wait for; write when to run, such as @daily.");
        }
        throw InvalidSchedule.because(told + "there is no such macro; write one of "
                + String.join(", ", MACROS.keySet().stream().sorted().toList()) + ", alone.");
    }

    private static void refuseZone(String text) throws InvalidSchedule {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.startsWith("TZ=") || upper.startsWith("CRON_TZ=")) {
            throw InvalidSchedule.because(
                    "The schedule begins with " + ScheduleText.quote(split(text).getFirst())
                            + ": a time zone is not part of the expression; write it as timezone and the five fields here.");
        }
    }

    private static void refuseForeignCharacters(List<String> fields) throws InvalidSchedule {
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            int foreign = field.codePoints()
                    .filter(character -> character <= ' ' || character >= 0x7f)
                    .findFirst()
                    .orElse(0);
            if (foreign != 0) {
                String place = CronField.title(i + 1);
                throw InvalidSchedule.because(place + " is " + ScheduleText.quote(field) + ": " + foreign(foreign));
            }
        }
    }

    private static String foreign(int character) {
        String name = String.format(Locale.ROOT, "U+%04X", character);
        if (Character.isDigit(character)) {
            return name + " is not an ASCII digit; write " + Character.digit(character, 10) + ".";
        }
        if (Character.isSpaceChar(character) || Character.isWhitespace(character)) {
            return name + " does not separate fields; write an ordinary blank or a tab.";
        }
        return name + " is not an ASCII character; write digits, names and * , - / only.";
    }

    private static String count(String text, int count) {
        String told =
                "The schedule " + ScheduleText.quote(text) + " has " + count + (count == 1 ? " field" : " fields");
        String why = count > FIELDS ? "; seconds or a year, as Quartz has them, are not supported" : "";
        return told + why + "; write exactly five: " + FORM + ".";
    }

    /** Only blanks and tabs separate. */
    private static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || ScheduleText.isBlank(text.charAt(i))) {
                if (i > begin) {
                    words.add(text.substring(begin, i));
                }
                begin = i + 1;
            }
        }
        return words;
    }
}
