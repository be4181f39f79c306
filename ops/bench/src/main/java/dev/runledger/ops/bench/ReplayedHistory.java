package dev.runledger.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The events of runs of some months, three for each run, written as the service writes them but straight into the ledger. */
final class ReplayedHistory {

    private static final List<String> ENVIRONMENTS = List.of("production", "staging", "development");
    private static final int JOBS = 5_000;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(90);

    /** Runs that are under way at a time, so that the events of each lie as far apart as in a busy service. */
    private static final int TOGETHER = 300;

    private static final double FAILING = 0.05;
    private static final double MANUAL = 0.1;
    private static final UUID WORKER = new UUID(7, 7);
    private static final HexFormat HEX = HexFormat.of();

    private final SplittableRandom random = new SplittableRandom(20260101);
    private long position;

    /** Fills an empty ledger; all followers have read it then. */
    void write(Connection connection, int runs) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY ledger.event (position, stream, sequence, name, revision, recorded_at, payload) FROM STDIN");
        for (int first = 0; first < runs; first += TOGETHER) {
            List<List<RunEvent>> together = new ArrayList<>();
            for (int number = first; number < Math.min(runs, first + TOGETHER); number++) {
                together.add(run(BEGIN.plusMillis(LENGTH.toMillis() * number / runs)));
            }
            StringBuilder rows = new StringBuilder();
            for (int sequence = 0; sequence < 3; sequence++) {
                for (List<RunEvent> run : together) {
                    row(rows, run.get(sequence), sequence);
                }
            }
            byte[] bytes = rows.toString().getBytes(StandardCharsets.US_ASCII);
            copy.writeToCopy(bytes, 0, bytes.length);
        }
        copy.endCopy();
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE ledger.head SET last = " + position);
            statement.execute("UPDATE ledger.token SET owner = NULL, token = convert_to('{\"globalIndex\":" + position
                    + "}', 'UTF8'), token_type = 'org.axonframework.eventhandling.GlobalSequenceTrackingToken'");
            statement.execute("VACUUM (ANALYZE) ledger.event");
        }
    }

    long events() {
        return position;
    }

    private void row(StringBuilder rows, RunEvent event, int sequence) {
        String name = Objects.requireNonNull(event.getClass().getAnnotation(EventType.class))
                .name();
        rows.append(++position)
                .append('\t')
                .append(event.run().stream())
                .append('\t')
                .append(sequence)
                .append('\t')
                .append(name)
                .append("\t1\t")
                .append(BEGIN.toEpochMilli())
                .append("\t\\\\x")
                .append(HEX.formatHex(json(event)))
                .append('\n');
    }

    private static byte[] json(RunEvent event) {
        try {
            return Json.STORED.writerFor(event.getClass()).writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException((IOException) e);
        }
    }

    private List<RunEvent> run(Instant created) {
        RunKey run = new RunKey(AccountId.DEFAULT, id(created));
        int job = (int) (JOBS * Math.pow(random.nextDouble(), 2));
        String environment = ENVIRONMENTS.get((int) (3 * Math.pow(random.nextDouble(), 2)));
        Instant started = created.plusMillis(random.nextInt(2, 40));
        Instant finished = started.plusMillis(random.nextInt(5, 900));
        Trigger trigger = random.nextDouble() < MANUAL
                ? new Trigger.Manual()
                : new Trigger.Scheduled(created, created.plusSeconds(3_600));
        return List.of(
                new RunEvent.RunTriggered(
                        run, "job-" + job, new UUID(0, job), 1, JobKind.RECURRING, environment, trigger, created),
                new RunEvent.RunStarted(run, WORKER, id(started), 1, StatusPattern.SUCCESS, request(run), started),
                finished(run, finished));
    }

    private RunEvent finished(RunKey run, Instant at) {
        return random.nextDouble() < FAILING
                ? new RunEvent.RunFailed(
                        run, FailureReason.NON_SUCCESS_STATUS, "the target answered 500", response(500), at, null)
                : new RunEvent.RunSucceeded(run, response(200), at);
    }

    private static RequestSnapshot request(RunKey run) {
        return new RequestSnapshot(
                "POST",
                "https://api.example.org/hooks/nightly",
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Idempotency-Key",
                        run.id().toString()),
                "{\"report\": \"daily\"}");
    }

    private static ResponseSnapshot response(int status) {
        String body = "{\"accepted\": true}";
        return new ResponseSnapshot(
                status,
                Map.of("content-type", "application/json", "date", "Thu, 01 Jan 2026 00:00:00 GMT"),
                body,
                false,
                body.length());
    }

    private UUID id(Instant at) {
        return new UUID(
                at.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                0x8000_0000_0000_0000L | random.nextLong() >>> 2);
    }
}
