package dev.runledger.ops.bench;

import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.ops.Node;
import dev.runledger.ops.embedded.EmbeddedPostgres;
import dev.runledger.ops.embedded.EmbeddedSettings;
import dev.runledger.ops.replay.ReplayResult;
import dev.runledger.ops.replay.RunReplay;
import dev.runledger.ops.replay.Telling;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.NamedEventSerializer;
import dev.runledger.ops.store.SessionLimits;
import dev.runledger.ops.store.Upcasters;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.serialization.json.JacksonSerializer;

/**
 * How fast the list of runs is built anew: first beside an empty one, then beside the one that was built, which all has to be
 * compared with. Nothing else is at work meanwhile.
 */
final class ReplayBench {

    static final String NAME = "replay";

    private static final String OPTION = "--replayed";
    private static final int DEFAULT_RUNS = 2_000_000;
    private static final double MILLIS = 1_000;

    private final Figures figures;
    private final Notes notes;

    ReplayBench(Figures figures, Notes notes) {
        this.figures = figures;
        this.notes = notes;
    }

    /** @throws IllegalArgumentException telling how it is used */
    static int runs(List<String> words) {
        if (words.isEmpty()) {
            return DEFAULT_RUNS;
        }
        if (words.size() == 2 && words.getFirst().equals(OPTION) && words.get(1).matches("[1-9][0-9]{0,7}")) {
            return Integer.parseInt(words.get(1));
        }
        throw new IllegalArgumentException("Usage: ./runledger bench replay [" + OPTION + " RUNS]");
    }

    void run(Teardown teardown, int runs) throws Exception {
        Path data = teardown.keep(ThrowAwayDirectory::create).path();
        notes.tell("making the schema");
        Node.start(List.of("--data", data.toString(), "--port", "0"), Map.of(), notes::tell)
                .close();
        EmbeddedPostgres postgres =
                teardown.keep(() -> EmbeddedPostgres.start(EmbeddedSettings.in(data.resolve("postgres")), notes::tell));
        DataSource source = new Connections(
                        new Connections.Database(postgres.url(), postgres.user(), postgres.password()),
                        "runledger bench",
                        SessionLimits.DEFAULTS)
                .unlimited();
        notes.tell("writing the events of " + runs + " runs");
        ReplayedHistory history = new ReplayedHistory();
        try (Connection connection = source.getConnection()) {
            history.write(connection, runs);
        }
        replay(source, data, runs, "empty");
        replay(source, data, runs, "whole");
    }

    private void replay(DataSource source, Path data, int runs, String live) throws Exception {
        RunReplay replay = new RunReplay(
                source,
                new NamedEventSerializer(Upcasters.NONE, List.of(RunEvent.class)),
                JacksonSerializer.builder().objectMapper(Json.STORED).build(),
                new Telling(System.err, false, System::nanoTime),
                System::nanoTime);
        Optional<CpuTime> before = CpuTime.now(data);
        ReplayResult result = replay.run(new RunReplay.Wish(false, true));
        Map<String, ?> circumstances = Map.of("runs", runs, "events", result.events(), "live", live);
        ReplayResult.Times times = result.times();
        rate("bulk", result.events(), times.bulk(), circumstances);
        rate("whole", result.events(), times.whole(), circumstances);
        seconds("indexes", times.indexes(), circumstances);
        seconds("comparing", times.comparing(), circumstances);
        figures.print(NAME, "pause", (double) times.pause().toMillis(), "ms", circumstances);
        before.flatMap(then -> CpuTime.now(data).map(now -> now.since(then))).ifPresent(used -> {
            figures.print(NAME, "cpu_jvm", used.jvm(), "s", circumstances);
            figures.print(NAME, "cpu_postgres", used.postgres(), "s", circumstances);
        });
        if (!result.swapped() || live.equals("whole") != result.differences().isEmpty()) {
            throw new IllegalStateException("the replay did not end as it should: " + result);
        }
    }

    private void rate(String figure, long events, Duration time, Map<String, ?> circumstances) {
        figures.print(NAME, figure, events * MILLIS / time.toMillis(), "events/s", circumstances);
    }

    private void seconds(String figure, Duration time, Map<String, ?> circumstances) {
        figures.print(NAME, figure, time.toMillis() / MILLIS, "s", circumstances);
    }
}
