package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal says where it is wrong and what would be right (API.md §3.2). */
class CronRefusalsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "5/15 * * * *   | minute (field 1) is \"5/15\": a step needs a range or *; write 5-59/15.",
                "59/5 * * * *   | minute (field 1) is \"59/5\": a step needs a range or *; write 59-59/5.",
                "0 0 * * mon/2  | write mon-SAT/2.",
                "0 0 * * 7/2    | write 7-7/2.",
                "0 0 1 JAN/3 *  | write JAN-DEC/3.",
                "0 22-6 * * *   | hour (field 2) is \"22-6\": a range must not wrap around; write 22-23,0-6.",
                "0 1,22-6 * * * | hour (field 2) is \"1,22-6\", of which \"22-6\" is wrong: a range must not wrap around",
                "0 23-0 * * *   | write 23,0.",
                "0 22-6/2 * * * | write 22,0,2,4,6.",
                "0 20-3/3 * * * | write 20,23,2.",
                "0 0 * * FRI-SUN | day-of-week (field 5) is \"FRI-SUN\": a range must not wrap around; write FRI-SAT,SUN.",
                "0 0 * * sat-mon | write SAT,SUN-MON.",
                "0 0 * * 6-0    | write 6,0.",
                "0 0 * * 7-2    | write 0-2.",
                "0 0 * * 7-5/2  | write 0,2,4.",
                "0 0 * * 5-2/2  | write 5,0,2.",
                "0 0 1 11-2 *   | write 11-12,1-2.",
                "0 0 1 11-2/2 * | write 11,1.",
                "*/0 * * * *    | minute (field 1) is \"*/0\": the step after / must be a number from 1 to 59.",
                "*/60 * * * *   | must be a number from 1 to 59.",
                "* */24 * * *   | must be a number from 1 to 23.",
                "* * */32 * *   | must be a number from 1 to 31.",
                "* * * */13 *   | must be a number from 1 to 12.",
                "* * * * */8    | must be a number from 1 to 7.",
                "*/5/2 * * * *  | the step after / must be a number",
                "1-9/x * * * *  | the step after / must be a number",
                "*/ * * * *     | the step after / must be a number",
                "*/-5 * * * *   | the step after / must be a number",
                "? * * * *      | minute (field 1) is \"?\": ? is not part of this dialect; write *.",
                "0 0 ? * MON    | day-of-month (field 3) is \"?\"",
                "0 0 L * *      | L (the last one) is not supported; write a day from 1 to 28",
                "0 0 L-3 * *    | L (the last one) is not supported; write a day from 1 to 28",
                "0 0 LW * *     | L (the last one) is not supported; write a day from 1 to 28",
                "0 0 * * 5L     | L (the last one) is not supported; write the weekday alone, such as FRI.",
                "0 0 * * FRIL   | L (the last one) is not supported; write the weekday alone, such as FRI.",
                "0 0 15W * *    | W (the nearest weekday) is not supported; write the day alone, or MON-FRI in day-of-week",
                "0 0 * * MON#1  | # (the n-th weekday of a month) is not supported; write the weekday alone, such as MON.",
                "H * * * *      | H (a value picked by a hash) is not supported; write a fixed value, such as 17.",
                "H/15 * * * *   | H (a value picked by a hash) is not supported",
                "H(0-29) * * * * | H (a value picked by a hash) is not supported",
                "@reboot        | @reboot is not supported",
                "@every 5m      | @every is not supported; write a step, such as */5 * * * * for every 5 minutes.",
                "@Daily         | macros are written in lower case; write @daily.",
                "@HOURLY        | write @hourly.",
                "@fortnightly   | there is no such macro; write one of @annually, @daily, @hourly",
                "@daily UTC     | there is no such macro",
                "TZ=UTC 0 0 * * * | The schedule begins with \"TZ=UTC\": a time zone is not part of the expression",
                "CRON_TZ=Asia/Tokyo 0 0 * * * | The schedule begins with \"CRON_TZ=Asia/Tokyo\"",
                "* * * *        | has 4 fields; write exactly five: minute hour day-of-month month day-of-week.",
                "hourly         | has 1 field; write exactly five",
                "0 0 12 * * MON | has 6 fields; seconds or a year, as Quartz has them, are not supported; write exactly five",
                "0 0 0 1 1 * 2030 | has 7 fields; seconds or a year",
                "* * * * MONDAY | day-of-week (field 5) is \"MONDAY\": names have three letters; write MON.",
                "* * * april *  | names have three letters; write APR.",
                "* * * * JAN    | JAN belongs in month (field 4); here write a number from 0 to 7 or a name SUN to SAT.",
                "* * * TUE *    | TUE belongs in day-of-week (field 5)",
                "* mon * * *    | MON belongs in day-of-week (field 5)",
                "* * * FOO *    | month (field 4) is \"FOO\": \"FOO\" must be a number from 1 to 12 or a name JAN to DEC.",
                "* * * AN *     | must be a number from 1 to 12",
                "60 * * * *     | minute (field 1) is \"60\": \"60\" must be a number from 0 to 59.",
                "* 24 * * *     | must be a number from 0 to 23.",
                "* * 0 * *      | must be a number from 1 to 31.",
                "* * 32 * *     | must be a number from 1 to 31.",
                "* * * 13 *     | must be a number from 1 to 12",
                "* * * * 8      | must be a number from 0 to 7",
                "99999999999999999999 * * * * | must be a number from 0 to 59.",
                "5- * * * *     | a number is missing",
                "-5 * * * *     | a number is missing",
                "1--5 * * * *   | must be a number from 0 to 59",
                "*-5 * * * *    | * stands for all values",
                "*5 * * * *     | * stands for all values",
                ",1 * * * *     | minute (field 1) is \",1\": a list must not have an empty element",
                "1, * * * *     | a list must not have an empty element",
                "1,,2 * * * *   | a list must not have an empty element",
                "+5 * * * *     | \"+5\" must be a number from 0 to 59.",
                "0x10 * * * *   | \"0x10\" must be a number from 0 to 59.",
                "1.5 * * * *    | \"1.5\" must be a number from 0 to 59.",
                "* * * * 1–5    | day-of-week (field 5) is \"1–5\": U+2013 is not an ASCII character",
                "٥ * * * *      | U+0665 is not an ASCII digit; write 5.",
                "0 ９ * * *      | hour (field 2) is \"９\": U+FF19 is not an ASCII digit; write 9.",
            })
    void aWrongExpressionIsToldWhatWouldBeRight(String text, String told) {
        InvalidSchedule refusal = refusal(text.strip());

        assertThat(refusal.code()).isEqualTo("schedule_invalid");
        assertThat(refusal).hasMessageContaining(told).hasNoCause();
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*\u00a0* * * *", "* *\u2003* * *", "* * * * *\u3000", "*\n* * * * *", "* * * * *\n"})
    void onlyBlanksAndTabsSeparate(String text) {
        assertThat(refusal(text)).hasMessageContaining("does not separate fields; write an ordinary blank or a tab.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t \t"})
    void anEmptyExpressionIsRefused(String text) {
        assertThat(refusal(text)).hasMessageContaining("is empty");
    }

    @Test
    void aVeryLongTextIsNotRepeatedAsAWhole() {
        assertThat(refusal("0,".repeat(1_000_000) + " * * * *").getMessage()).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 FEB *", "* * 31 2,4 *"})
    void whatNeverFiresIsRefused(String text) {
        InvalidSchedule refusal = refusal(text);

        assertThat(refusal.code()).isEqualTo("schedule_never_fires");
        assertThat(refusal).hasMessageContaining("no such month has such a day").hasMessageContaining("field 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 29 2 *",
                "0 0 30 2 MON",
                "0 0 30 2 */2",
                "0 0 31 2,3 *",
                "00007 09 * * *",
                "*/59 */23 */31 */12 */7",
                "* * * * 0-7",
                "* * * * 7-7",
                "* * * * sUn,MON-fri",
                "\t 0\t0  * *\t*  ",
                "@yearly",
                " @annually",
                "@monthly ",
                "@weekly",
                "@daily",
                "@midnight",
                "\t@hourly\t",
            })
    void whatFiresIsAccepted(String text) {
        assertThatNoException().isThrownBy(() -> CronExpression.parse(text));
    }

    private static InvalidSchedule refusal(String text) {
        return catchThrowableOfType(InvalidSchedule.class, () -> CronExpression.parse(text));
    }
}
