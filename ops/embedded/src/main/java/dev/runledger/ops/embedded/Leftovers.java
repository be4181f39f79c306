package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier life left on the cluster: a whole PostgreSQL whose service was killed, single processes of one whose
 * postmaster was killed, or only its pid file.
 *
 * <p>An orphan is stopped and started anew rather than adopted. That costs some 200 ms, and in return its settings are
 * ours, its log has a reader, its death is seen, and no session of the dead service goes on holding locks. It is known
 * by its working directory and its arguments, not by whether it answers: one that is already stopping answers nobody,
 * and having the lock of the data directory we know that no living service needs it.
 */
final class Leftovers {

    private static final Duration BY_FORCE_LIMIT = Duration.ofSeconds(5);

    private final DataDirectory directory;
    private final Duration stopLimit;

    Leftovers(DataDirectory directory, Duration stopLimit) {
        this.directory = directory;
        this.stopLimit = stopLimit;
    }

    /** Afterwards nothing of an earlier life runs, and the pid file does not stand in the way. */
    void clear(Progress progress) throws IOException {
        Optional<Long> pid = recordedPid();
        if (pid.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> recorded = ProcessHandle.of(pid.get()).filter(ProcessHandle::isAlive);
        recorded.filter(this::isOurs).ifPresent(orphan -> {
            progress.step("Stopping the database that an earlier service left behind (process " + pid.get() + ")");
            PostgresStop.end(orphan, () -> isOurs(orphan), stopLimit);
        });
        endOrphanedChildren();
        // Asked again, because an orphan that stopped in order has removed its file.
        if (recordedPid().equals(pid) && recorded.filter(ProcessHandle::isAlive).isPresent()) {
            disown();
        }
    }

    /** The postmaster is gone, so killing what it left loses nothing that recovery does not bring back. */
    private void endOrphanedChildren() {
        List<ProcessHandle> orphans =
                ProcessHandle.allProcesses().filter(this::worksInCluster).toList();
        orphans.forEach(ProcessHandle::destroyForcibly);
        orphans.forEach(orphan -> PostgresStop.gone(() -> worksInCluster(orphan), BY_FORCE_LIMIT));
    }

    private Optional<Long> recordedPid() throws IOException {
        try {
            return Files.readAllLines(directory.postmasterPid()).stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("[1-9][0-9]{0,9}"))
                    .map(Long::valueOf);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(ProcessHandle process) {
        String words = process.info().commandLine().orElse("");
        boolean named = words.contains("bin/postgres")
                && words.contains(directory.cluster().toString());
        return named || worksInCluster(process);
    }

    /** Every process of PostgreSQL works in its cluster's directory; Linux tells where a process works. */
    private boolean worksInCluster(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.readSymbolicLink(proc.resolve("cwd")).equals(directory.cluster())
                    && Files.readString(proc.resolve("comm")).strip().equals("postgres");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The number in the pid file now belongs to a stranger, so PostgreSQL would refuse to start. The file cannot be
     * deleted, because its last lines let PostgreSQL find processes that still use the cluster's memory. Our own number
     * does it: PostgreSQL knows that its parent is not another PostgreSQL.
     */
    private void disown() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(directory.postmasterPid()));
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(directory.postmasterPid(), lines);
    }
}
