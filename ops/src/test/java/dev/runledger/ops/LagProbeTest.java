package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import dev.runledger.ops.store.TokenTable;
import dev.runledger.ops.web.ProjectionLag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** How far projections are behind ten stored events, the oldest of which is ten minutes old, the next nine, and so on. */
class LagProbeTest {

    private static final TestDatabase DATABASE = TestPostgres.freshDatabase();
    private static final DataSource SOURCE = DATABASE.dataSource();
    private static final JdbcTemplate SQL = new JdbcTemplate(SOURCE);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ProjectionLag CAUGHT_UP = new ProjectionLag(0, 0);

    private final TokenStore tokens = JdbcTokenStore.builder()
            .connectionProvider(SOURCE::getConnection)
            .schema(TokenTable.schema())
            .contentType(byte[].class)
            .serializer(JacksonSerializer.builder().objectMapper(Json.STORED).build())
            .claimTimeout(Duration.ofMinutes(1))
            .nodeId("node")
            .build();

    @BeforeAll
    static void tenEvents() {
        Migrations.run(SOURCE);
        SQL.update("""
                INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)
                SELECT at, 'stream', at - 1, 'Name', 1,
                       (extract(epoch FROM clock_timestamp() - (11 - at) * interval '1 minute') * 1000)::bigint, '{}'
                FROM generate_series(1, 10) at
                """);
        SQL.update("UPDATE ledger.head SET last = 10");
    }

    @BeforeEach
    void nobodyHasBegun() {
        SQL.update("DELETE FROM ledger.token");
    }

    @Test
    void aProjectionIsBehindByWhatComesAfterItsTokenAndAsLongAsTheFirstOfThat() {
        at("runs", new GlobalSequenceTrackingToken(7));

        assertThat(lag(Map.of()).behindEvents()).isEqualTo(3);
        assertThat(lag(Map.of()).behindSeconds()).isBetween(180L, 240L);
    }

    @Test
    void aProjectionThatHasTakenAllInIsNotBehind() {
        at("runs", new GlobalSequenceTrackingToken(10));

        assertThat(lag(Map.of())).isEqualTo(CAUGHT_UP);
    }

    @Test
    void theSegmentThatIsFurthestBehindCounts() {
        at("runs", new GlobalSequenceTrackingToken(9), new GlobalSequenceTrackingToken(4));

        assertThat(lag(Map.of()).behindEvents()).isEqualTo(6);
    }

    @Test
    void whatThisNodeKnowsOfItsSegmentsCountsBeforeItIsWrittenDown() {
        at("runs", new GlobalSequenceTrackingToken(3), new GlobalSequenceTrackingToken(4));

        assertThat(lag(Map.of(0, 10L)).behindEvents()).isEqualTo(6);
        assertThat(lag(Map.of(0, 10L, 1, 10L))).isEqualTo(CAUGHT_UP);
    }

    @Test
    void aProjectionWithoutATokenIsBehindByAll() {
        at("jobs", new GlobalSequenceTrackingToken(10));

        assertThat(lag(Map.of()).behindEvents()).isEqualTo(10);
        assertThat(lag(Map.of()).behindSeconds()).isBetween(600L, 660L);
    }

    @Test
    void aProjectionThatIsReplayedIsBehindByAll() {
        at(
                "runs",
                ReplayToken.createReplayToken(new GlobalSequenceTrackingToken(10), new GlobalSequenceTrackingToken(5)));

        assertThat(lag(Map.of()).behindEvents()).isEqualTo(10);
    }

    @Test
    void withoutStorageNothingIsKnown() {
        JdbcTemplate away = new JdbcTemplate(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none"));
        LagProbe probe = new LagProbe(away, List.of("runs"), name -> Map.of(), PATIENCE);

        assertThat(probe.now()).isEmpty();
        assertThat(probe.lastKnown()).isEmpty();
    }

    @Test
    void nobodyWaitsForStorageThatDoesNotAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        LagProbe probe = new LagProbe(SQL, List.of("runs"), name -> hangingOn(never), Duration.ofMillis(1));

        assertThat(probe.now()).isEmpty();
        assertThat(probe.now()).isEmpty();
        never.countDown();
    }

    private static Map<Integer, Long> hangingOn(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.of();
    }

    @Test
    void whatWasToldIsKnownForAWhile() {
        at("runs", new GlobalSequenceTrackingToken(10));
        LagProbe probe = new LagProbe(SQL, List.of("runs"), name -> Map.of(), PATIENCE);
        assertThat(probe.lastKnown()).isEmpty();

        Map<String, ProjectionLag> told = probe.now();

        assertThat(probe.lastKnown()).isEqualTo(told).containsEntry("runs", CAUGHT_UP);
    }

    private void at(String processor, TrackingToken... segments) {
        tokens.initializeTokenSegments(processor, segments.length, null);
        for (int segment = 0; segment < segments.length; segment++) {
            tokens.fetchToken(processor, segment);
            tokens.storeToken(segments[segment], processor, segment);
        }
    }

    private static ProjectionLag lag(Map<Integer, Long> held) {
        LagProbe probe = new LagProbe(SQL, List.of("runs"), name -> held, PATIENCE);
        return probe.now().getOrDefault("runs", new ProjectionLag(-1, -1));
    }
}
