package dev.runledger.ops.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Starts PostgreSQL on a prepared cluster, as often as it takes; knows nothing of why. */
final class PostgresServer {

    /** How often a long recovery says what it is at. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private final EmbeddedSettings settings;
    private final DataDirectory directory;
    private final PostgresBinaries binaries;
    private final Launch launch;
    private final DatabaseAccess access;

    PostgresServer(
            EmbeddedSettings settings,
            DataDirectory directory,
            PostgresBinaries binaries,
            Launch launch,
            DatabaseAccess access) {
        this.settings = settings;
        this.directory = directory;
        this.binaries = binaries;
        this.launch = launch;
        this.access = access;
    }

    /**
     * @param closing ends the waiting when the service is stopped meanwhile
     */
    Startup start(int port, Progress progress, CompletableFuture<Void> closing) {
        try {
            new Leftovers(directory, settings.stopLimit()).clear(progress);
            ServerConfig.write(directory, port, launch);
            progress.step("Starting PostgreSQL " + binaries.version() + " on 127.0.0.1:" + port);
            PostgresProcess process = PostgresProcess.spawn(
                    directory,
                    launch.words(
                            binaries.program("postgres"),
                            "-D",
                            directory.cluster().toString()));
            return followed(process, port, progress, closing);
        } catch (IOException e) {
            return new Startup.Failed("PostgreSQL cannot be started in " + directory.root() + ": " + Failures.reason(e)
                    + Diagnosis.hint(Failures.reason(e)));
        }
    }

    private Startup followed(PostgresProcess process, int port, Progress progress, CompletableFuture<Void> closing) {
        boolean settled = settles(process, progress, closing);
        if (closing.isDone() || !settled) {
            process.stop(settings.stopLimit());
            return closing.isDone() ? new Startup.Failed("The start of the database was given up.") : tooSlow(process);
        }
        if (!process.isAlive()) {
            return verdict(process, port);
        }
        Optional<String> doubt = access.doubt(port);
        doubt.ifPresent(why -> process.stop(settings.stopLimit()));
        return doubt.<Startup>map(Startup.Failed::new).orElseGet(() -> new Startup.Ready(process));
    }

    /** Whether it became ready, ended, or the service is closing, within the limit. */
    private boolean settles(PostgresProcess process, Progress progress, CompletableFuture<Void> closing) {
        CompletableFuture<Object> settled = CompletableFuture.anyOf(process.ready(), process.ended(), closing);
        for (long waited = 0; waited < settings.startLimit().toSeconds(); waited += SIGN_OF_LIFE.toSeconds()) {
            if (Waiting.happens(settled, SIGN_OF_LIFE)) {
                return true;
            }
            progress.step("PostgreSQL is not ready yet; its log says: " + process.lastLine());
        }
        return false;
    }

    private Startup tooSlow(PostgresProcess process) {
        return new Startup.Failed("PostgreSQL was not ready after "
                + settings.startLimit().toSeconds() + " s and was stopped. Its log " + directory.log() + " ends:\n"
                + process.lastWords());
    }

    private Startup verdict(PostgresProcess process, int port) {
        String words = process.lastWords();
        if (Diagnosis.portTaken(words)) {
            return new Startup.PortTaken(port);
        }
        String why = "PostgreSQL ended while starting (" + process.manner() + ")" + Diagnosis.hint(words) + " Its log "
                + directory.log() + " ends:\n" + words;
        return Diagnosis.clusterInUse(words) ? new Startup.ClusterInUse(why) : new Startup.Failed(why);
    }
}
