package dev.runledger.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "GMT",
                "Etc/UTC",
                "Etc/GMT-5",
                "Europe/Berlin",
                "US/Eastern",
                "EST5EDT",
                "America/Argentina/Ushuaia",
                "Zulu",
                "GMT0"
            })
    void anIdOfTheDatabaseIsKeptAsGiven(String id) {
        assertThat(TimeZones.find(id)).map(ZoneId::getId).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Z",
                "+05:00",
                "-3",
                "GMT+5",
                "UTC+1",
                "UT+1",
                "EST5EDT4",
                "SystemV/EST5EDT",
                "america/new_york",
                " UTC",
                "UTC ",
                "Mars/Olympus",
                "../UTC",
                "UTC\0"
            })
    void allElseIsNoZone(String id) {
        assertThat(TimeZones.find(id)).isEmpty();
        assertThat(catchThrowableOfType(InvalidSchedule.class, () -> TimeZones.require(id)))
                .extracting(InvalidSchedule::code)
                .isEqualTo("timezone_unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "america/new_york, write America/New_York.",
        "utc,              write UTC",
        "+05:00,           such as Europe/Berlin or UTC; offsets are not taken",
    })
    void theRefusalTellsWhatWouldBeRight(String id, String told) {
        assertThat(catchThrowableOfType(InvalidSchedule.class, () -> TimeZones.require(id)))
                .hasMessageContaining('"' + id + '"')
                .hasMessageContaining(told);
    }
}
