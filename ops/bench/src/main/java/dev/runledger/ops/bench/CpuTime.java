package dev.runledger.ops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The seconds of processor time used up to a moment, as Linux counts them.
 *
 * @param jvm of this process: the service and the load generator
 * @param postgres of the database's processes, past ones included
 */
record CpuTime(double jvm, double postgres) {

    /** USER_HZ, which Linux keeps at 100 whatever its own rate is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    /** Empty where the system does not tell. */
    static Optional<CpuTime> now(Path data) {
        if (!Files.isReadable(PROC.resolve("self/stat"))) {
            return Optional.empty();
        }
        return Optional.of(new CpuTime(
                stat(PROC.resolve("self")).map(Stat::own).orElseThrow() / TICKS_PER_SECOND,
                postgresTicks(postmaster(data)) / TICKS_PER_SECOND));
    }

    CpuTime since(CpuTime earlier) {
        return new CpuTime(jvm - earlier.jvm, postgres - earlier.postgres);
    }

    private static long postmaster(Path data) {
        Path file = data.resolve("postgres/cluster/postmaster.pid");
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the database's process id cannot be read", e);
        }
    }

    /** A child that has ended is counted by its parent. */
    private static long postgresTicks(long postmaster) {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(directory -> directory.getFileName().toString().matches("[0-9]+"))
                    .flatMap(directory -> stat(directory).stream())
                    .mapToLong(process -> process.pid() == postmaster
                            ? process.own() + process.children()
                            : process.parent() == postmaster ? process.own() : 0)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Stat(long pid, long parent, long own, long children) {}

    /** Empty if the process has just ended. See proc_pid_stat(5): fields are counted from behind the name. */
    private static Optional<Stat> stat(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Stat(
                    Long.parseLong(line.substring(0, line.indexOf(' '))),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // Some kernels report a process that ends during the read this way (ESRCH).
            return Optional.empty();
        }
    }
}
