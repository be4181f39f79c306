package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Exactly one service per data directory. The system drops the lock with the process, so a killed one leaves none. */
final class DataDirectoryLock implements AutoCloseable {

    /**
     * What this process holds. A POSIX lock belongs to the process, and closing any handle of the file drops it, so the
     * file must not even be opened a second time here; that is why this one set is shared by the whole process.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DataDirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DataDirectoryLock take(DataDirectory directory) {
        Path file = directory.lock();
        if (!HELD_HERE.add(file)) {
            throw refused(file, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return lock(file);
        } catch (IOException e) {
            HELD_HERE.remove(file);
            throw new EmbeddedFailure("The lock file " + file + " cannot be used: " + Failures.reason(e) + ".", e);
        } catch (EmbeddedFailure e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static DataDirectoryLock lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw refused(file, Files.readString(file).strip());
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new DataDirectoryLock(file, channel);
    }

    private static EmbeddedFailure refused(Path file, String holder) {
        return new EmbeddedFailure("The data directory " + file.getParent() + " is in use by process "
                + (holder.isEmpty() ? "of unknown id" : holder)
                + ". Stop that service first, or start this one with another data directory.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EmbeddedFailure("The lock file " + file + " cannot be released: " + Failures.reason(e) + ".", e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
