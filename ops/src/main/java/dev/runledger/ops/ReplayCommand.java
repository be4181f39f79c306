package dev.runledger.ops;

import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.embedded.RunningPostgres;
import dev.runledger.ops.replay.Difference;
import dev.runledger.ops.replay.ReplayResult;
import dev.runledger.ops.replay.RunReplay;
import dev.runledger.ops.replay.Telling;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.NamedEventSerializer;
import dev.runledger.ops.store.SessionLimits;
import dev.runledger.ops.store.Upcasters;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.axonframework.serialization.json.JacksonSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** {@code replay runs}: a process of its own over the database that a service may be using. */
final class ReplayCommand {

    private static final String CHECK = "--check";
    private static final String ACCEPT = "--accept-differences";
    private static final Set<String> FLAGS = Set.of(CHECK, ACCEPT);
    private static final String SESSIONS = "runledger replay";

    private ReplayCommand() {}

    /**
     * Whether all is well: the live view was what the events make, or is now.
     *
     * @throws BadUsage if something else than runs is to be replayed, or an option is unknown
     */
    static boolean run(List<String> words, Map<String, String> environment, PrintStream out)
            throws IOException, InterruptedException {
        List<String> rest = new ArrayList<>(words);
        if (rest.isEmpty() || !rest.removeFirst().equals("runs")) {
            throw new BadUsage("Only the list of runs can be built anew: runledger replay runs.");
        }
        saysOnlyItself();
        RunReplay.Wish wish = new RunReplay.Wish(rest.contains(CHECK), rest.contains(ACCEPT));
        rest.removeIf(FLAGS::contains);
        CommandLine.parse(rest, Set.of("--data"));
        NodeSettings settings = NodeSettings.read(rest, environment);
        Progress progress = sentence -> out.println(sentence + " …");
        try (Shutdown shutdown = Shutdown.onSignal(out)) {
            Database database = settings.database().isPresent()
                    ? settings.database().get()
                    : embedded(settings.data(), shutdown, progress);
            return replayed(database, wish, out);
        }
    }

    /** What libraries have to tell in between is for a service's log. */
    private static void saysOnlyItself() {
        LoggingSystem.get(ReplayCommand.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    /** That of the service which uses the directory; if none does, one of our own for as long as the replay takes. */
    private static Database embedded(Path data, Shutdown shutdown, Progress progress)
            throws IOException, InterruptedException {
        EmbeddedSettings settings = EmbeddedSettings.in(data.resolve("postgres"));
        RunningPostgres running = RunningPostgres.in(settings).orElse(null);
        if (running != null) {
            return new Database(running.url(), running.user(), running.password());
        }
        if (!EmbeddedPostgres.exists(settings)) {
            throw StartFailure.because("There is no database in " + data
                    + ". Name the service's directory with --data, or its database with RUNLEDGER_DATABASE_URL.");
        }
        EmbeddedPostgres postgres = shutdown.open(stopping -> EmbeddedPostgres.start(settings, progress));
        return new Database(postgres.url(), postgres.user(), postgres.password());
    }

    private static boolean replayed(Database database, RunReplay.Wish wish, PrintStream out)
            throws InterruptedException {
        DataSource source = new Connections(
                        new Connections.Database(database.url(), database.user(), database.password()),
                        SESSIONS,
                        SessionLimits.DEFAULTS)
                .unlimited();
        try {
            ServerFitness.require(source);
            Migrations.requireCurrent(source);
            RunReplay replay = new RunReplay(
                    source,
                    new NamedEventSerializer(Upcasters.NONE, List.of(RunEvent.class)),
                    JacksonSerializer.builder().objectMapper(Json.STORED).build(),
                    new Telling(out, isTerminal(System.console()), System::nanoTime),
                    System::nanoTime);
            return told(replay.run(wish), wish, out);
        } catch (SQLException e) {
            throw StartFailure.ofDatabase(e);
        } catch (DataAccessException | TransactionException | CompletionException e) {
            throw StartFailure.because("The replay broke off: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage() + " Run it again.");
        }
    }

    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

    private static boolean told(ReplayResult result, RunReplay.Wish wish, PrintStream out) {
        if (result.differences().isEmpty()) {
            out.println("The live list was what the events make, row for row.");
        } else {
            out.println("The live list was not what the events make:");
            result.differences().stream().map(Difference::text).forEach(line -> out.println("  " + line));
        }
        if (result.swapped()) {
            out.printf(
                    Locale.ROOT,
                    "The new list is in place. It took %.1f s; the live one stood still for %d ms at most.%n",
                    result.times().whole().toMillis() / 1000.0,
                    result.times().pause().toMillis());
        } else if (!wish.checkOnly()) {
            out.println("Nothing was changed. With " + ACCEPT + " the new list takes the place of the live one.");
        }
        return result.differences().isEmpty() || result.swapped();
    }
}
