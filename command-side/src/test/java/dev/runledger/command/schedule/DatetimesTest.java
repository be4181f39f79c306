package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatetimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:30,                     2026-03-01T12:30:00Z",
        "2026-03-01T12:30Z,                    2026-03-01T12:30:00Z",
        "2026-03-01T12:30:15,                  2026-03-01T12:30:15Z",
        "2026-03-01T12:30:15.5Z,               2026-03-01T12:30:15.500Z",
        "2026-03-01T12:30:15.123456789+00:00,  2026-03-01T12:30:15.123Z",
        "2026-03-01T12:30:15.9999,             2026-03-01T12:30:15.999Z",
        "2026-03-01T12:30+02:00,               2026-03-01T10:30:00Z",
        "2026-03-01T12:30-0330,                2026-03-01T16:00:00Z",
        "2026-03-01T00:30+05,                  2026-02-28T19:30:00Z",
        "2026-03-01T00:30-00:00,               2026-03-01T00:30:00Z",
        "2024-02-29T23:59:59Z,                 2024-02-29T23:59:59Z",
        "0000-01-01T00:00Z,                    0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z,             9999-12-31T23:59:59.999Z",
    })
    void theFormsThatClientsSendAreRead(String text, Instant instant) {
        assertThat(Datetimes.parse(text)).contains(instant);
        assertThat(Datetimes.parse(" \t" + text + "\t ")).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-01",
                "2026-03-01T",
                "2026-03-01T12",
                "2026-03-01 12:30",
                "2026-03-01t12:30z",
                "2026-3-1T12:30",
                "2026-02-29T00:00Z",
                "2026-04-31T00:00Z",
                "2026-13-01T00:00Z",
                "2026-00-01T00:00Z",
                "2026-01-00T00:00Z",
                "2026-03-01T24:00Z",
                "2026-03-01T12:60Z",
                "2026-03-01T12:30:60Z",
                "2026-03-01T12:30.5Z",
                "2026-03-01T12:30:15.Z",
                "2026-03-01T12:30:15,5Z",
                "2026-03-01T12:30:15.1234567890Z",
                "2026-03-01T12:30+2",
                "2026-03-01T12:30+02:0",
                "2026-03-01T12:30+02:60",
                "2026-03-01T12:30+19:00",
                "2026-03-01T12:30 02:00",
                "2026-03-01T12:30Z[UTC]",
                "+2026-03-01T12:30Z",
                "-2026-03-01T12:30Z",
                "12026-03-01T12:30Z",
                "9999-12-31T23:59-01:00",
                "0000-01-01T00:00+01:00",
                "٢٠٢٦-03-01T12:30Z",
                "2026-03-01T12:30\u00a0",
                "2026-03-01T12:30\n"
            })
    void allElseIsNone(String text) {
        assertThat(Datetimes.parse(text)).isEmpty();
    }
}
