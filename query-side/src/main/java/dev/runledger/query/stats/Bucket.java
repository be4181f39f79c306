package dev.runledger.query.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How long the stretches are by which runs are counted (API.md §5.8). They are aligned to 1970 in UTC. */
enum Bucket {
    MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    QUARTER("15m", Duration.ofMinutes(15)),
    HOUR("1h", Duration.ofHours(1)),
    SIX_HOURS("6h", Duration.ofHours(6)),
    DAY("1d", Duration.ofDays(1));

    /** What a wrong one should have been. */
    static final String EXPECTED =
            Arrays.stream(values()).map(bucket -> bucket.text).collect(Collectors.joining(", ", "one of ", ""));

    private final String text;
    private final long seconds;

    Bucket(String text, Duration length) {
        this.text = text;
        this.seconds = length.toSeconds();
    }

    static Optional<Bucket> parse(String text) {
        return Arrays.stream(values())
                .filter(bucket -> bucket.text.equals(text))
                .findFirst();
    }

    /** Whether an hour holds several. */
    boolean dividesHours() {
        return seconds < HOUR.seconds;
    }

    /** The start of the one that holds the instant. */
    Instant startOf(Instant instant) {
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
    }

    /** The same in SQL. */
    String sql(String column) {
        return "date_bin('" + seconds + " seconds', " + column + ", '1970-01-01 00:00:00+00')";
    }
}
