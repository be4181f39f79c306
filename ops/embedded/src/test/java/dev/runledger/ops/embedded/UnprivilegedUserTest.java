package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As root only, because nobody else can give files away. */
class UnprivilegedUserTest {

    @TempDir
    private Path directory;

    @Test
    void aClusterOfAnotherUserIsServedAsThatUser() throws IOException {
        assumeTrue(new UnixSystem().getUid() == 0 && Platform.current().isLinux());
        UserPrincipal nobody =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        EmbeddedSettings settings = EmbeddedSettings.in(directory);
        EmbeddedPostgres.start(settings, step -> {}).close();
        FileTree.chown(directory.resolve("cluster"), nobody);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings, step -> {})) {
            assertThat(Services.ask(postgres, "SELECT 'fine'")).isEqualTo("fine");
            assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().info().user())
                    .hasValue("nobody");
        }
        assertThat(ownedByRootIn(directory.resolve("cluster"))).isEmpty();
    }

    private static Stream<Path> ownedByRootIn(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(UnprivilegedUserTest::isRoots).toList().stream();
        }
    }

    private static boolean isRoots(Path path) {
        try {
            return Files.getAttribute(path, "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }
}
