package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root of the repository, in a repository of its own with programs that only tell how they were called. */
class LauncherScriptTest {

    private static final List<String> TOOLS = List.of(
            "sh", "sed", "head", "tr", "dirname", "readlink", "find", "date", "mkdir", "touch", "rm", "cat", "ls");

    @TempDir
    private Path scratch;

    private Path repository;
    private Path tools;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        repository = Files.createDirectory(scratch.resolve("the repository"));
        tools = Files.createDirectory(scratch.resolve("tools"));
        for (String module : List.of("shared-kernel", "command-side", "query-side", "ops/src/main", "ops/src/test")) {
            Files.createDirectories(repository.resolve(module));
        }
        Files.createFile(repository.resolve("pom.xml"));
        Files.copy(
                Path.of("..", "..", "runledger"), repository.resolve("runledger"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), Services.onPath(tool));
        }
        environment.put("PATH", tools.toString());
        environment.put("RUNLEDGER_JVM_DIRS", scratch.resolve("jvms").toString());
    }

    @Test
    void javaHomeIsUsedWhenItIsNewEnough() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "25.0.1").toString());
        jdk("jvms/other", "26");

        assertThat(launch("jdk").output()).isEqualTo(scratch.resolve("mine").toString());
    }

    @Test
    void anOldJavaHomeGivesWayToTheJavaOnThePath() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "1.8.0_402").toString());
        environment.put("PATH", jdk("on-path", "27-ea").resolve("bin") + ":" + tools);

        assertThat(launch("jdk").output()).isEqualTo(scratch.resolve("on-path").toString());
    }

    @Test
    void alternativesAreAsked() throws Exception {
        Path alternative = jdk("alternative", "25").resolve("bin/java");
        program(tools.resolve("update-alternatives"), "echo " + alternative);

        assertThat(launch("jdk").output())
                .isEqualTo(scratch.resolve("alternative").toString());
    }

    @Test
    void theUsualPlacesAreSearchedOnLinuxAndMac() throws Exception {
        jdk("jvms/java-17", "17.0.15");
        Path mac = jdk("jvms/temurin.jdk/Contents/Home", "25.0.1");

        assertThat(launch("jdk").output()).isEqualTo(mac.toString());
    }

    @Test
    void aRuntimeWithoutCompilerIsNotAJdk() throws Exception {
        Files.delete(jdk("jvms/jre", "25").resolve("bin/javac"));

        assertThat(launch("jdk").exit()).isEqualTo(2);
    }

    @Test
    void withoutAJdkTheScriptSaysWhatToInstall() throws Exception {
        jdk("jvms/java-21", "21");

        Launched refused = launch("serve");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.output()).contains("no JDK 25 or newer was found").contains("apt-get install");
    }

    @Test
    void withoutMavenTheScriptSaysWhatToInstall() throws Exception {
        jdk("jvms/jdk", "25");

        Launched refused = launch("verify");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.output()).contains("Maven is missing").contains("apt-get install maven");
    }

    @Test
    void verifyIsTheWholeBuildWhereverItIsCalled() throws Exception {
        Path jdk = jdk("jvms/jdk", "25");
        program(tools.resolve("mvn"), "echo \"$JAVA_HOME in $PWD: $*\"");

        assertThat(launch("verify", "-o").output())
                .isEqualTo(jdk + " in " + repository.toRealPath() + ": -B verify -o");
    }

    @Test
    void anUpToDateServiceTakesThePlaceOfTheScript() throws Exception {
        jdk("jvms/jdk", "25");
        environment.put("RUNLEDGER_JAVA_OPTS", "-Da=b -Xmx1g");
        Path app = jarBuiltAt(Instant.parse("2001-01-01T00:00:00Z"));
        noSourceIsNewer();
        launch("version");

        Launched service = launch("serve", "--name", "two words");

        assertThat(service.output())
                .startsWith("process " + service.pid() + ":")
                .endsWith("-Da=b -Xmx1g -jar " + app + " serve --name two words");
    }

    @Test
    void aNewJarIsRehearsedOnceAndRememberedFromThenOn() throws Exception {
        jdk("jvms/jdk", "25");
        Path app = jarBuiltAt(Instant.parse("2001-01-01T00:00:00Z"));
        noSourceIsNewer();

        Launched first = launch("serve");
        Launched second = launch("serve");

        assertThat(first.output()).contains("preparing quick starts");
        assertThat(second.output())
                .doesNotContain("preparing")
                .contains("-XX:AOTCache=" + app.resolveSibling("start.aot"));
    }

    @Test
    void aNewerSourceIsBuiltFirstAndOnlyOnce() throws Exception {
        jdk("jvms/jdk", "25");
        Path app = jarBuiltAt(Instant.parse("2001-01-01T00:00:00Z"));
        program(tools.resolve("mvn"), "echo \"built with $*\"");

        Launched first = launch("demo");
        Launched second = launch("demo");

        assertThat(first.output())
                .contains("building")
                .contains("-pl ops -am package")
                .endsWith(app + " demo");
        assertThat(second.output()).doesNotContain("building");
    }

    @Test
    void aNewerTestNeedsNoBuild() throws Exception {
        jdk("jvms/jdk", "25");
        Path app = jarBuiltAt(
                Files.getLastModifiedTime(repository.resolve("pom.xml")).toInstant());
        Path test = Files.createFile(repository.resolve("ops/src/test/ATest.java"));
        Files.setLastModifiedTime(test, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));

        assertThat(launch("serve").output()).doesNotContain("building").endsWith(app + " serve");
    }

    @Test
    void aFailedBuildRunsNothing() throws Exception {
        jdk("jvms/jdk", "25");
        program(tools.resolve("mvn"), "echo no such module; exit 1");

        Launched failed = launch("serve");

        assertThat(failed.exit()).isEqualTo(2);
        assertThat(failed.output())
                .contains("no such module")
                .contains("the build failed")
                .doesNotContain("process");
    }

    private record Launched(int exit, String output, long pid) {}

    /** Through two links, one absolute and one relative, from another directory. */
    private Launched launch(String... arguments) throws Exception {
        Path absolute = scratch.resolve("absolute");
        Path relative = scratch.resolve("relative");
        if (Files.notExists(absolute)) {
            Files.createSymbolicLink(absolute, repository.resolve("runledger"));
            Files.createSymbolicLink(relative, Path.of("absolute"));
        }
        List<String> words = new ArrayList<>(List.of(relative.toString()));
        Collections.addAll(words, arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(tools.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Launched(process.waitFor(), output, process.pid());
    }

    /** A JDK that knows its version and tells how it was called. */
    private Path jdk(String name, String version) throws IOException {
        Path home = scratch.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        program(home.resolve("bin/java"), """
                case "$*" in
                    *-version) echo 'openjdk version "%s" 2025-09-16' >&2 ;;
                    *AOTCacheOutput=*)
                        for word; do
                            case $word in -XX:AOTCacheOutput=*) : >"${word#*=}" ;; esac
                        done ;;
                    *) echo "process $$: $*" ;;
                esac""".formatted(version));
        program(home.resolve("bin/javac"), "");
        return home;
    }

    private void noSourceIsNewer() throws IOException {
        FileTime old = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));
        Files.setLastModifiedTime(repository.resolve("pom.xml"), old);
    }

    /** Tells where the jar's contents will lie. */
    private Path jarBuiltAt(Instant time) throws IOException {
        Path jar = repository.resolve("ops/target/runledger.jar");
        Files.createDirectories(jar.resolveSibling("classes"));
        Files.createFile(jar);
        Files.setLastModifiedTime(jar, FileTime.from(time));
        return jar.toRealPath().resolveSibling("app").resolve("runledger.jar");
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
