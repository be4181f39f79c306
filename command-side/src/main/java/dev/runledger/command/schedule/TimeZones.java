package dev.runledger.command.schedule;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;

/** The time zones a user may name: ids of the server's tz database, as they are spelled there (API.md §3.1). */
public final class TimeZones {

    /** Names some JVMs carry besides the database. */
    private static final String FOREIGN = "SystemV/";

    private TimeZones() {}

    /** The zone of an id; links such as {@code US/Eastern} keep their name. */
    public static Optional<ZoneId> find(String id) {
        return isKnown(id) ? Optional.of(ZoneId.of(id)) : Optional.empty();
    }

    /** @throws InvalidSchedule telling what would be right */
    public static ZoneId require(String id) throws InvalidSchedule {
        return find(id).orElseThrow(() -> InvalidSchedule.unknownZone(
                "There is no time zone " + ScheduleText.quote(id) + " in the tz database" + hint(id)));
    }

    private static boolean isKnown(String id) {
        // ZoneId.of alone would also take offsets and GMT+5.
        return !id.startsWith(FOREIGN)
                && ZoneRulesProvider.getAvailableZoneIds().contains(id);
    }

    private static String hint(String id) {
        return ZoneRulesProvider.getAvailableZoneIds().stream()
                .filter(known -> known.equalsIgnoreCase(id) && isKnown(known))
                .findFirst()
                .map(known -> "; write " + known + ".")
                .orElse("; write a name of it, such as Europe/Berlin or UTC; offsets are not taken.");
    }
}
