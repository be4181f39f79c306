package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A stretch of the ledger comes whole and in order, however its events are sized and whatever else lies between them. */
class EventScanTest {

    private static final NamedEventSerializer COUNTERS =
            new NamedEventSerializer(Upcasters.NONE, List.of(CounterEvent.class));

    private static final Ledger LEDGER = Ledger.fresh();

    private final Ledger ledger = LEDGER.emptied();

    private void events(long first, long last, String name, int bytes) {
        ledger.execute("INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)"
                + " SELECT number, 'stream/' || number, 0, '" + name
                + "', 1, 0, convert_to(rpad('{}', " + bytes + "), 'UTF8') FROM generate_series(" + first + ", " + last
                + ") number");
    }

    private List<Long> scanned(long after, long upto) throws Exception {
        List<Long> positions = new ArrayList<>();
        try (Connection connection = ledger.database().dataSource().getConnection()) {
            new EventScan(connection, COUNTERS).read(after, upto, event -> positions.add(event.position()));
        }
        return positions;
    }

    private static List<Long> all(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void manySmallEventsTakeSeveralPages() throws Exception {
        String name = COUNTERS.names().iterator().next();
        events(1, 12_000, name, 2);

        assertThat(scanned(0, 12_000)).isEqualTo(all(1, 12_000));
        assertThat(scanned(4_999, 10_000)).isEqualTo(all(5_000, 10_000));
        assertThat(scanned(7, 7)).isEmpty();
    }

    @Test
    void aFewLargeOnesDoToo() throws Exception {
        String name = COUNTERS.names().iterator().next();
        events(1, 10, name, 100);
        events(11, 20, name, 1_500_000);
        events(21, 21, name, 5_000_000);
        events(22, 30, name, 100);

        assertThat(scanned(0, 30)).isEqualTo(all(1, 30));
    }

    @Test
    void eventsOfOtherVocabulariesArePassedOver() throws Exception {
        String name = COUNTERS.names().iterator().next();
        events(1, 10, "SomethingElse", 2);
        events(11, 20, name, 2);
        events(21, 6_000, "SomethingElse", 2);
        events(6_001, 6_001, name, 2);

        List<Long> expected = new ArrayList<>(all(11, 20));
        expected.add(6_001L);
        assertThat(scanned(0, 6_001)).isEqualTo(expected);
    }
}
