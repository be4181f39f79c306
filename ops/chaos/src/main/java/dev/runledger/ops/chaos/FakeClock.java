package dev.runledger.ops.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Clocks of processes that are not the machine's, by way of libfaketime. Time since the start stays what it is. */
record FakeClock(Path library) {

    private static final List<Path> PLACES = List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"));
    private static final String FILE = "faketime/libfaketimeMT.so.1";

    /** Empty if it is not installed (Debian: {@code apt-get install libfaketime}). */
    static Optional<FakeClock> find() {
        return PLACES.stream()
                .flatMap(FakeClock::below)
                .map(directory -> directory.resolve(FILE))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(FakeClock::new);
    }

    /** The directory and those in it: Debian has one per architecture. */
    private static Stream<Path> below(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return Stream.concat(Stream.of(directory), children.toList().stream());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** For a process whose clock is off by always the same. */
    Map<String, String> constant(Duration offset) {
        return with("FAKETIME", text(offset));
    }

    /** For a process whose clock is off by what a file says, looked at each second. */
    Map<String, String> following(Path file) {
        Map<String, String> environment = with("FAKETIME_TIMESTAMP_FILE", file.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1");
        return environment;
    }

    private Map<String, String> with(String name, String value) {
        return new HashMap<>(Map.of(
                "LD_PRELOAD",
                library.toString(),
                "DONT_FAKE_MONOTONIC",
                "1",
                // Otherwise waits of a JVM, which go by the monotonic clock, end at once or never.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                // Otherwise the JVM takes its cache for one of other files.
                "NO_FAKE_STAT",
                "1",
                // Otherwise killed processes would leave shared memory behind.
                "FAKETIME_DISABLE_SHM",
                "1",
                name,
                value));
    }

    static void write(Path file, Duration offset) {
        try {
            Files.writeString(file, text(offset) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Duration offset) {
        return (offset.isNegative() ? "" : "+") + offset.toSeconds();
    }
}
