package dev.runledger.ops.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Unpacks the archive of the programs, without what only compilers need. */
final class TarXz {

    private static final int ANY_EXECUTE_BIT = 0111;

    private TarXz() {}

    static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory() && needed(entry.getName())) {
                    unpack(entry, tar, target);
                }
            }
        }
        openDirectories(target);
    }

    private static boolean needed(String name) {
        return !name.endsWith(".a") && !name.contains("/pkgconfig/") && !name.startsWith("include/");
    }

    private static Path inside(Path target, Path name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the archive names a file outside of it: " + name);
        }
        Files.createDirectories(path.resolve("..").normalize());
        return path;
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        Path file = inside(target, Path.of(entry.getName()));
        if (entry.isSymbolicLink()) {
            inside(target, Path.of(entry.getName()).resolveSibling(entry.getLinkName()));
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, file);
        // Whatever the umask is: the programs may have to run as another user.
        boolean program = (entry.getMode() & ANY_EXECUTE_BIT) != 0;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void openDirectories(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            for (Path directory : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
