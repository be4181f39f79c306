package dev.runledger.ops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bundled PostgreSQL programs, unpacked once per version. */
record PostgresBinaries(Path directory, String version) {

    /** What the programs take when unpacked, with room for a first, nearly empty cluster. */
    private static final long BYTES_NEEDED = 250L * 1024 * 1024;

    /** Written last; names how much must be there, because a power cut can leave truncated files behind a rename. */
    private static final String MANIFEST = "manifest";

    static PostgresBinaries unpackedIn(Path directory, Platform platform, Progress progress) {
        PostgresBinaries binaries = bundled(directory);
        try {
            if (!binaries.whole()) {
                binaries.unpack(platform, progress);
            }
            return binaries;
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "PostgreSQL cannot be unpacked into " + directory + ": " + Failures.reason(e) + ".", e);
        }
    }

    private static PostgresBinaries bundled(Path directory) {
        try (InputStream in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            String version = properties.getProperty("version");
            return new PostgresBinaries(directory, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path home() {
        return directory.resolve("postgres-" + version);
    }

    Path program(String name) {
        return home().resolve("bin").resolve(name);
    }

    /** The number that must agree between programs and data. */
    String major() {
        return version.substring(0, version.indexOf('.'));
    }

    private boolean whole() throws IOException {
        Path manifest = home().resolve(MANIFEST);
        return Files.isRegularFile(manifest)
                && Files.readString(manifest)
                        .equals(FileTree.census(home(), MANIFEST).toString());
    }

    private void unpack(Platform platform, Progress progress) throws IOException {
        refuseAFullDisk();
        sweep();
        progress.step("Unpacking PostgreSQL " + version + " into " + home());
        Path fresh = Files.createDirectories(besides("unpacking"));
        try (InputStream archive = archive(platform)) {
            TarXz.unpack(archive, fresh);
        }
        Files.writeString(
                fresh.resolve(MANIFEST), FileTree.census(fresh, MANIFEST).toString());
        putInPlace(fresh);
    }

    private static InputStream archive(Platform platform) {
        @Nullable InputStream found = PostgresBinaries.class.getResourceAsStream("/" + platform.archive());
        if (found == null) {
            throw new EmbeddedFailure("No PostgreSQL is bundled for " + platform
                    + "; there is one for Linux and macOS on x86_64 and arm64. Use a PostgreSQL server of your own.");
        }
        return found;
    }

    private void refuseAFullDisk() throws IOException {
        Files.createDirectories(directory);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < BYTES_NEEDED) {
            throw new EmbeddedFailure("The disk of " + directory + " has " + free / (1024 * 1024)
                    + " MB left; PostgreSQL needs " + BYTES_NEEDED / (1024 * 1024) + " MB to begin with.");
        }
    }

    /** Another process sharing this directory may have been quicker; its tree is as good as ours. */
    private void putInPlace(Path fresh) throws IOException {
        if (Files.exists(home()) && !whole()) {
            Path damaged = besides("damaged");
            Files.move(home(), damaged, StandardCopyOption.ATOMIC_MOVE);
            FileTree.delete(damaged);
        }
        try {
            Files.move(fresh, home(), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FileTree.delete(fresh);
            if (!whole()) {
                throw e;
            }
        }
    }

    private Path besides(String what) {
        return home().resolveSibling(home().getFileName() + "." + what + "-"
                + ProcessHandle.current().pid());
    }

    /** Half-unpacked trees of processes that are gone, or of an earlier one that had our id. */
    private void sweep() throws IOException {
        try (Stream<Path> siblings = Files.list(directory)) {
            for (Path half : siblings.filter(this::abandoned).toList()) {
                FileTree.delete(half);
            }
        }
    }

    private boolean abandoned(Path sibling) {
        String name = sibling.getFileName().toString();
        if (!name.matches("postgres-[0-9.]+\\.(unpacking|damaged)-[0-9]+")) {
            return false;
        }
        long owner = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        return owner == ProcessHandle.current().pid() || ProcessHandle.of(owner).isEmpty();
    }
}
