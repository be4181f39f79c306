package dev.runledger.command.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Valid expressions, zones and moments, the same at every run of a test. */
public final class RandomSchedules {

    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

    static final List<ZoneId> ZONES = ZoneRulesProvider.getAvailableZoneIds().stream()
            .sorted()
            .flatMap(id -> TimeZones.find(id).stream())
            .toList();

    private final Random random;

    public RandomSchedules(long seed) {
        this.random = new Random(seed);
    }

    public <T> T one(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    public ZoneId zone() {
        return one(ZONES);
    }

    public Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(FIRST.getEpochSecond(), LAST.getEpochSecond()), random.nextInt(3));
    }

    /** A clock change of the zone, or any moment where there is none to be found. */
    public Instant clockChange(ZoneId zone) {
        Instant moment = instant();
        ZoneOffsetTransition next = zone.getRules().nextTransition(moment);
        ZoneOffsetTransition last = zone.getRules().previousTransition(moment);
        return Stream.of(next, last)
                .filter(change -> change != null && change.getInstant().isAfter(FIRST))
                .findFirst()
                .map(ZoneOffsetTransition::getInstant)
                .orElse(moment);
    }

    /** The clock changes of two centuries, each of which some zone has gone through or will. */
    static List<ZoneOffsetTransition> clockChanges(ZoneId zone) {
        return Stream.iterate(
                        zone.getRules().nextTransition(FIRST),
                        change -> change != null && change.getInstant().isBefore(LAST),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .toList();
    }

    /** Any expression; it may be one that never fires. */
    public String expression() {
        return String.join(
                " ",
                field(0, 59, 0.3, List.of()),
                field(0, 23, 0.4, List.of()),
                field(1, 31, 0.6, List.of()),
                field(1, 12, 0.7, List.of("jan", "Feb", "MAY", "DEC")),
                field(0, 7, 0.6, List.of("sun", "Mon", "FRI", "SAT")));
    }

    /** One that fires around midnight and in the small hours, where clocks are changed. */
    public String nightly() {
        return String.join(
                " ",
                one(List.of("*", "*/7", "0", "30", "15,45", "0-59/20", "*,5", "59")),
                one(List.of("*", "*/2", "0", "1", "2", "3", "0-3", "23,0,1", "2-3", "1-4/2", "*/1,2")),
                one(List.of("*", "*", "1-31", "*/2", "30")),
                one(List.of("*", "*", "1-6", "9-12")),
                one(List.of("*", "*", "SUN", "0-7", "1-5")));
    }

    private String field(int lowest, int highest, double star, List<String> names) {
        if (random.nextDouble() < star) {
            return random.nextInt(4) > 0 ? "*" : "*/" + random.nextInt(1, highest + 1);
        }
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(item -> item(lowest, highest, names))
                .collect(Collectors.joining(","));
    }

    private String item(int lowest, int highest, List<String> names) {
        int from = random.nextInt(lowest, highest + 1);
        return switch (random.nextInt(4)) {
            case 0 -> from + "-" + random.nextInt(from, highest + 1);
            case 1 -> from + "-" + highest + "/" + random.nextInt(1, highest + 1);
            case 2 -> names.isEmpty() ? String.format("%03d", from) : one(names);
            default -> Integer.toString(from);
        };
    }

    /** The zones that ever changed their clock in that time. */
    static List<ZoneId> changingZones() {
        return ZONES.stream().filter(zone -> !clockChanges(zone).isEmpty()).toList();
    }
}
