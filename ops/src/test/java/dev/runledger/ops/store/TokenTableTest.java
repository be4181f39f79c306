package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenTableTest {

    private static final Ledger LEDGER = Ledger.fresh();

    private final DataSource database = LEDGER.emptied().database().dataSource();
    private final TokenStore here = tokens("here");
    private final TokenStore there = tokens("there");

    @BeforeEach
    void twoSegments() {
        here.initializeTokenSegments("feed", 2, new GlobalSequenceTrackingToken(0));
    }

    @Test
    void aTokenIsFetchedAsItWasStored() {
        here.fetchToken("feed", 1);
        here.storeToken(new GlobalSequenceTrackingToken(42), "feed", 1);
        assertThat(here.fetchToken("feed", 1)).isEqualTo(new GlobalSequenceTrackingToken(42));
        assertThat(here.fetchSegments("feed")).containsExactly(0, 1);
    }

    @Test
    void aSegmentBelongsToOneNodeUntilItIsReleased() {
        here.fetchToken("feed", 0);
        assertThatThrownBy(() -> there.fetchToken("feed", 0)).isInstanceOf(UnableToClaimTokenException.class);
        here.extendClaim("feed", 0);
        here.releaseClaim("feed", 0);
        assertThat(there.fetchToken("feed", 0)).isEqualTo(new GlobalSequenceTrackingToken(0));
    }

    private TokenStore tokens(String node) {
        return JdbcTokenStore.builder()
                .connectionProvider(database::getConnection)
                .schema(TokenTable.schema())
                .contentType(byte[].class)
                .serializer(JacksonSerializer.defaultSerializer())
                .claimTimeout(Duration.ofMinutes(1))
                .nodeId(node)
                .build();
    }
}
