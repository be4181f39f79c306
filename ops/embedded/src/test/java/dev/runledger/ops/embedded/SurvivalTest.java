package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Either process may be killed at any time, and nobody has to clean up. */
class SurvivalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ENDLESS =
            "FROM generate_series(1, 100000) a, generate_series(1, 100000) b, generate_series(1, 100000) c";
    private static final String BUSY_SESSIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) "
                    + "FROM generate%' AND state = 'active'";

    @TempDir
    private Path directory;

    @TempDir
    private Path tools;

    @Test
    void aKilledDatabaseIsBackOnTheSamePortWithItsData() throws InterruptedException {
        Heard heard = new Heard();
        try (EmbeddedPostgres postgres = Services.start(directory, heard)) {
            Services.execute(postgres, "CREATE TABLE kept AS SELECT 'still here' AS what");
            int port = postgres.port();
            long killed = postgres.pid();

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            assertThat(heard.next()).contains("died (killed by signal 9)").contains("port " + port);
            assertThat(heard.next()).contains("serves again on port " + port);
            assertThat(Services.ask(postgres, "SELECT what FROM kept")).isEqualTo("still here");
            assertThat(postgres.pid()).isNotEqualTo(killed);
        }
        assertThat(heard.sentences).isEmpty();
    }

    @Test
    void aBusySessionThatOutlivesTheKilledDatabaseDoesNotHoldUpItsRestart() throws InterruptedException {
        Heard heard = new Heard();
        try (EmbeddedPostgres postgres = Services.start(directory, heard);
                ExecutorService client = Executors.newVirtualThreadPerTaskExecutor()) {
            // A session that computes and never waits does not notice that its postmaster is gone.
            Future<String> busy = client.submit(() -> Services.ask(postgres, "SELECT count(*) " + ENDLESS));
            await().atMost(PATIENCE)
                    .until(() -> Services.ask(postgres, BUSY_SESSIONS).equals("1"));

            ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();

            assertThat(heard.next()).contains("died");
            assertThat(heard.next()).contains("serves again");
            assertThat(Services.ask(postgres, BUSY_SESSIONS)).isEqualTo("0");
            assertThat(busy).failsWithin(PATIENCE);
        }
    }

    @Test
    void theProcessIdOfAStrangerInAStalePidFileDoesNotBlockTheStart() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Services.start(directory).close();
            Files.writeString(
                    directory.resolve("cluster/postmaster.pid"),
                    stranger.pid() + "\n" + directory.resolve("cluster") + "\n1\n20000\n\n127.0.0.1\n");

            try (EmbeddedPostgres postgres = Services.start(directory)) {
                assertThat(Services.ask(postgres, "SELECT 'fine'")).isEqualTo("fine");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aDatabaseThatOutlivesItsKilledServiceIsReplacedAtTheNextStart() throws Exception {
        // Without the tools that tie the database to its service, it is sure to outlive it.
        for (String tool : List.of("unshare", "sh")) {
            Files.createSymbolicLink(tools.resolve(tool), Services.onPath(tool));
        }
        long orphan = startAndKillAService(Optional.of(tools));
        assertThat(ProcessHandle.of(orphan)).isPresent();

        assertTheDataAreThere();
        awaitTheEndOf(orphan);
    }

    @Test
    void aServiceCanBeStartedRightAfterItsPredecessorWasKilled() throws Exception {
        long orphan = startAndKillAService(Optional.empty());

        assertTheDataAreThere();
        awaitTheEndOf(orphan);
    }

    /** An ended process stays in the table until the system's first process has looked at it. */
    private static void awaitTheEndOf(long pid) {
        await().atMost(PATIENCE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private void assertTheDataAreThere() {
        try (EmbeddedPostgres postgres = Services.start(directory)) {
            assertThat(Services.ask(postgres, "SELECT what FROM kept")).isEqualTo("still here");
        }
    }

    /** Returns the id of the database's process. */
    private long startAndKillAService(Optional<Path> path) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedService.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        path.ifPresent(only -> builder.environment().put("PATH", only.toString()));
        Process service = builder.start();
        try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
            String pid = output.readLine();
            assertThat(pid).as("the process id of the database").isNotNull();
            return Long.parseLong(pid);
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    private static final class Heard implements Outages {

        private final BlockingQueue<String> sentences = new LinkedBlockingQueue<>();

        @Override
        public void died(String sentence) {
            sentences.add(sentence);
        }

        @Override
        public void servesAgain(String sentence) {
            sentences.add(sentence);
        }

        String next() throws InterruptedException {
            String sentence = sentences.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(sentence).as("a sentence about the outage").isNotNull();
            return sentence;
        }
    }
}
