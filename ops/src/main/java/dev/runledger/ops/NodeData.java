package dev.runledger.ops;

import dev.runledger.command.account.ApiKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is one node's own. While it is open no other process can be this node, so whoever opens it next knows
 * that the one before is gone.
 */
final class NodeData implements AutoCloseable {

    static final String KEY_FILE = "bootstrap-api-key";
    private static final String IDENTITY_FILE = "node-id";
    private static final String LOCK_FILE = "node.lock";

    private final Path directory;
    private final UUID identity;
    private final FileChannel lockFile;

    private NodeData(Path directory, UUID identity, FileChannel lockFile) {
        this.directory = directory;
        this.identity = identity;
        this.lockFile = lockFile;
    }

    /** @throws BadUsage if another process holds the directory */
    static NodeData open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel lockFile =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = lockFile.tryLock();
        if (lock == null) {
            lockFile.close();
            throw new BadUsage("Another Runledger uses " + directory
                    + ". Stop it, or give this one a directory of its own with --data.");
        }
        return new NodeData(directory, identity(directory.resolve(IDENTITY_FILE)), lockFile);
    }

    private static UUID identity(Path file) throws IOException {
        if (Files.exists(file)) {
            return UUID.fromString(Files.readString(file).strip());
        }
        UUID fresh = UUID.randomUUID();
        write(file, fresh.toString());
        return fresh;
    }

    /** What stays the same over restarts and is never shared by two live processes. */
    UUID identity() {
        return identity;
    }

    /** Where a generated key is kept. */
    Path keyFile() {
        return directory.resolve(KEY_FILE);
    }

    /** Keeps a generated key where only this user can read it. */
    void keep(ApiKey key) throws IOException {
        write(keyFile(), key.text());
    }

    /** Whole or not at all, and never readable by others in between. */
    private static void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text + System.lineSeparator());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
