package dev.runledger.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The most memory this process ever had resident, as Linux counts it. */
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String PEAK = "VmHWM:";
    private static final String RESET_PEAK = "5";
    private static final long KIBIBYTE = 1_024;

    private PeakMemory() {}

    /** Counts from here on; false where the system cannot. */
    static boolean forget() {
        try {
            Files.writeString(CLEAR, RESET_PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Empty where the system does not tell. */
    static OptionalLong bytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
