package dev.runledger.ops;

import dev.runledger.command.account.ApiKey;
import dev.runledger.command.secret.MasterKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is one node's own. While it is open no other process can be this node, so whoever opens it next knows
 * that the one before is gone.
 */
final class NodeData implements AutoCloseable {

    static final String KEY_FILE = "bootstrap-api-key";
    static final String MASTER_KEY_FILE = "master-keys";
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

    /**
     * @throws BadUsage if another process holds the directory
     * @throws StartFailure if it cannot be used
     */
    static NodeData open(Path directory) throws IOException {
        create(directory);
        FileChannel lockFile =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new BadUsage("Another Runledger uses " + directory
                        + ". Stop it, or give this one a directory of its own with --data.");
            }
            return new NodeData(directory, identity(directory.resolve(IDENTITY_FILE)), lockFile);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static void create(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw StartFailure.because("The data directory " + directory + " is a file. Name another with --data.");
        } catch (AccessDeniedException e) {
            throw StartFailure.because("The data directory " + directory
                    + " cannot be created by this user. Create it first, or name another with --data.");
        }
    }

    private static UUID identity(Path file) throws IOException {
        if (!Files.exists(file)) {
            UUID fresh = UUID.randomUUID();
            write(file, fresh.toString());
            return fresh;
        }
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw StartFailure.because(
                    "The file " + file + " holds no id. Restore it from a backup, or delete it: this node"
                            + " then counts as a new one, and runs that the old one left end once it has been silent long enough.");
        }
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

    /** Where the master key is kept, unless the settings name another. */
    Path masterKeyFile() {
        return directory.resolve(MASTER_KEY_FILE);
    }

    /** @throws StartFailure if the file is there and cannot be used */
    Optional<MasterKeys> masterKeys() {
        Path file = masterKeyFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MasterKeys.parse(Files.readString(file)));
        } catch (IllegalArgumentException e) {
            throw StartFailure.because("The file " + file + " cannot be used: " + e.getMessage()
                    + ". Restore it from a backup; without it the definitions of jobs cannot be read.");
        } catch (IOException e) {
            throw StartFailure.because("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /** On disk, and sure to stay there, before anything is sealed with it. */
    MasterKeys keepMasterKey(String text) throws IOException {
        MasterKeys keys = MasterKeys.parse(text);
        write(masterKeyFile(), text);
        return keys;
    }

    /** Whole or not at all, and never readable by others in between. */
    private static void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // On disk before the name is, or a power cut could leave an empty file under it.
        Files.writeString(fresh, text + System.lineSeparator(), StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(file.getParent())) {
            names.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
