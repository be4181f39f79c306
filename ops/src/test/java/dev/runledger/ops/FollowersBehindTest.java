package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.embedded.TestPostgres;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class FollowersBehindTest {

    private final JdbcTemplate sql =
            new JdbcTemplate(TestPostgres.freshDatabase().dataSource());

    FollowersBehindTest() {
        Migrations.run(Objects.requireNonNull(sql.getDataSource()));
    }

    private void stored(String follower, int segment, long position) {
        var token = JacksonSerializer.builder()
                .objectMapper(Json.STORED)
                .build()
                .serialize(new GlobalSequenceTrackingToken(position), byte[].class);
        sql.update(
                "INSERT INTO ledger.token (processor, segment, token, token_type) VALUES (?, ?, ?, ?)",
                follower,
                segment,
                token.getData(),
                token.getType().getName());
    }

    @Test
    void theLastSegmentOfTheLastFollowerCounts() {
        stored("runs", 0, 9);
        stored("runs", 1, 7);
        stored("jobs", 0, 9);
        FollowersBehind behind = new FollowersBehind(sql, name -> Map.of());

        assertThat(behind.havePassed(7)).isTrue();
        assertThat(behind.havePassed(8)).isFalse();
    }

    @Test
    void ofItsOwnSegmentsTheNodeKnowsMore() {
        stored("runs", 0, 9);
        stored("runs", 1, 7);

        assertThat(new FollowersBehind(sql, name -> name.equals("runs") ? Map.of(1, 8L) : Map.of()).havePassed(8))
                .isTrue();
        assertThat(new FollowersBehind(sql, name -> name.equals("runs") ? Map.of(0, 8L) : Map.of()).havePassed(8))
                .isFalse();
    }

    @Test
    void whoeverWasNeverAtWorkIsNotWaitedForAndOneThatHasJustBegunIs() {
        FollowersBehind behind = new FollowersBehind(sql, name -> Map.of());

        assertThat(behind.havePassed(8)).isTrue();
        sql.update("INSERT INTO ledger.token (processor, segment) VALUES ('jobs', 0)");
        assertThat(behind.havePassed(8)).isFalse();
    }
}
