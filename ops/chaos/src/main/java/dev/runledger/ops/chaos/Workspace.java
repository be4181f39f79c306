package dev.runledger.ops.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * The directory of a storm and all that was started in it. Everything is stopped at its end, or when the harness is stopped; the
 * directory goes too, unless there is something in it to look at.
 */
final class Workspace implements AutoCloseable {

    private final Path directory;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread guard = Thread.ofPlatform().unstarted(this::stopAll);
    private boolean kept;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    static Workspace open() throws IOException {
        Path directory = Files.createTempDirectory("runledger-chaos");
        // The database may run as another user.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Workspace workspace = new Workspace(directory.toRealPath());
        Runtime.getRuntime().addShutdownHook(workspace.guard);
        return workspace;
    }

    Path directory() {
        return directory;
    }

    synchronized <T extends AutoCloseable> T own(T thing) {
        started.push(thing);
        return thing;
    }

    /** It is to be looked at. */
    synchronized void keep() {
        kept = true;
    }

    private synchronized void stopAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("chaos: stopping did not go smoothly: " + e);
            }
        }
        if (!kept) {
            delete();
        }
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("chaos: " + directory + " could not be deleted: " + e);
        }
    }

    @Override
    public void close() {
        stopAll();
        Runtime.getRuntime().removeShutdownHook(guard);
    }
}
