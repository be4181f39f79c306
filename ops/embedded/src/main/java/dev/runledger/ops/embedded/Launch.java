package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL program is started.
 *
 * @param prefix the words in front of the program; each of them replaces itself by the next, so that the process stays
 *     our child
 * @param owner to whom PostgreSQL's files must belong, or null if they stay ours
 */
record Launch(List<String> prefix, @Nullable UserPrincipal owner) {

    List<String> words(Path program, String... arguments) {
        return Stream.of(prefix.stream(), Stream.of(program.toString()), Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
    }

    /** Gives a file or a tree to the user PostgreSQL runs as. */
    void handOver(Path path) throws IOException {
        if (owner != null && !Files.getOwner(path).equals(owner)) {
            FileTree.chown(path, owner);
        }
    }

    /** Lets the user PostgreSQL runs as pass through a directory of ours, without letting it list what is there. */
    void letThrough(Path directory) throws IOException {
        if (owner != null) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            permissions.addAll(Set.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
            Files.setPosixFilePermissions(directory, permissions);
        }
    }
}
