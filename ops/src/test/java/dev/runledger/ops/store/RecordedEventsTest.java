package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.WipeEvent;
import dev.runledger.kernel.job.FireEvent;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.run.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events as they stand on disk somewhere: {@code Name.revision.json}, or {@code Name.revision.variant.json} for another
 * form of it. A file that is once here never changes.
 */
class RecordedEventsTest {

    private static final Path RECORDINGS = Path.of("src", "test", "resources", "events");

    private static final NamedEventSerializer SERIALIZER = new NamedEventSerializer(
            Upcasters.NONE,
            List.of(
                    RunEvent.class,
                    JobEvent.class,
                    FireEvent.class,
                    RetryPolicyEvent.class,
                    AccountEvent.class,
                    HistoryEvent.class,
                    WipeEvent.class));

    record Recording(String name, int revision, Path file) {
        static Recording of(Path file) {
            String[] parts = file.getFileName().toString().split("\\.", -1);
            return new Recording(parts[0], Integer.parseInt(parts[1]), file);
        }
    }

    static Stream<Recording> recordings() throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            return files.map(Recording::of).toList().stream();
        }
    }

    /** Fields that an event has gained since may be written as well, but nothing of what stands there is lost. */
    @ParameterizedTest
    @MethodSource("recordings")
    void aRecordedEventIsStillReadAndLosesNothing(Recording recording) throws IOException {
        byte[] json = Files.readAllBytes(recording.file());
        Object event = SERIALIZER.read(recording.name(), recording.revision(), json);
        if (SERIALIZER.kindOf(event).revision() == recording.revision()) {
            JsonNode recorded = Json.STORED.readTree(json);
            JsonNode written = Json.STORED.readTree(SERIALIZER.write(event));
            assertThat(known(written, recorded)).isEqualTo(recorded);
        }
    }

    /** What is written, without the fields that were not recorded. */
    private static JsonNode known(JsonNode written, JsonNode recorded) {
        return written instanceof ObjectNode fields
                ? fields.deepCopy()
                        .retain(recorded.propertyStream().map(Map.Entry::getKey).toList())
                : written;
    }

    @Test
    void everyFieldOfAnEventIsRecordedSomewhere() throws IOException {
        for (List<Recording> ofOneName :
                recordings().collect(Collectors.groupingBy(Recording::name)).values()) {
            Set<String> recorded = new TreeSet<>();
            Set<String> written = new TreeSet<>();
            for (Recording recording : ofOneName) {
                byte[] json = Files.readAllBytes(recording.file());
                Json.STORED.readTree(json).fieldNames().forEachRemaining(recorded::add);
                Object event = SERIALIZER.read(recording.name(), recording.revision(), json);
                Json.STORED.readTree(SERIALIZER.write(event)).fieldNames().forEachRemaining(written::add);
            }
            assertThat(recorded).isEqualTo(written);
        }
    }

    @Test
    void everyEventInEveryRevisionIsRecorded() throws IOException {
        List<String> recorded = recordings()
                .map(recording -> recording.name() + "." + recording.revision())
                .toList();
        assertThat(recorded).containsAll(expected());
    }

    private static List<String> expected() {
        return SERIALIZER.names().stream()
                .flatMap(name -> Stream.iterate(1, revision -> revision + 1)
                        .limit(SERIALIZER.revision(name))
                        .map(revision -> name + "." + revision))
                .toList();
    }
}
