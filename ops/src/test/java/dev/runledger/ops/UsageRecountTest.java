package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.account.UsageCheck;
import dev.runledger.kernel.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starts are those that are there and those that were removed, in all lives of an account's name. */
class UsageRecountTest {

    private static final RetentionHouse HOUSE = new RetentionHouse();
    private static final YearMonth MARCH = YearMonth.of(2026, 3);
    private static final Instant IN_MARCH = Instant.parse("2026-03-02T00:00:00Z");
    private static final AccountId FIRST = new AccountId("acme", 1);
    private static final AccountId SECOND = new AccountId("acme", 2);

    private final AgedHistory history = HOUSE.history;
    private final UsageCheck check = HOUSE.nodes.get(0).context().getBean(UsageCheck.class);

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @BeforeEach
    void twoLives() {
        HOUSE.emptied();
        history.account(SECOND, IN_MARCH);
    }

    private long recomputed(YearMonth month) {
        return check.of(SECOND, month).recomputed();
    }

    @Test
    void whatIsThereAndWhatWasRemovedIsCountedInItsMonth() {
        history.run(FIRST, IN_MARCH);
        history.run(SECOND, IN_MARCH);
        fact("acme.1/history/2026-03", "RunHistoryPruned", "{'period':'2026-02','counted':5,'refused':9}");
        fact(
                "acme.2/history/2026-05",
                "RunHistoryPruned",
                "{'period':'2026-03','counted':10,'refused':9}," + "{'period':'2026-04','counted':20,'refused':9}");
        fact("acme.1/wipe", "AccountWiped", "{'period':'2026-03','counted':100,'refused':9}");
        fact("acme.2/wipe", "AccountWiped", "");

        assertThat(recomputed(MARCH)).isEqualTo(2 + 10 + 100);
        assertThat(recomputed(YearMonth.of(2026, 2))).isEqualTo(5);
        assertThat(recomputed(YearMonth.of(2026, 4))).isEqualTo(20);
        assertThat(recomputed(YearMonth.of(2026, 6))).isZero();
    }

    @Test
    void whatIsOfOtherNamesOrKindsIsNot() {
        history.run(new AccountId("acme2", 1), IN_MARCH);
        String one = "{'period':'2026-03','counted':1,'refused':0}";
        fact("acme2.1/history/2026-03", "RunHistoryPruned", one);
        fact("acme.2.1/history/2026-03", "RunHistoryPruned", one);
        fact("acme.3/history/2026-03", "RunHistoryPruned", one);
        fact("acme2.1/wipe", "AccountWiped", one);
        fact("acme.1/wiped", "AccountWiped", one);

        assertThat(recomputed(MARCH)).isZero();
    }

    private void fact(String stream, String name, String removed) {
        String json = ("{'removed':[" + removed + "]}").replace('\'', '"');
        history.sql.update(
                "WITH head AS (UPDATE ledger.head SET last = last + 1 RETURNING last)"
                        + " INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)"
                        + " SELECT last, ?, 0, ?, 1, ?, ? FROM head",
                stream,
                name,
                RetentionHouse.NOON.toEpochMilli(),
                json.getBytes(StandardCharsets.UTF_8));
    }
}
