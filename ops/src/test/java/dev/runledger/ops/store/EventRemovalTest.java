package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.account.History.Slice;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.RemovedUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What goes with a life of an account, and what is known of its starts afterwards. */
class EventRemovalTest {

    private static final AccountId ACME = new AccountId("acme", 1);

    private final Ledger ledger = Ledger.fresh();
    private final JdbcTemplate sql = new JdbcTemplate(ledger.database().dataSource());
    private final EventRemoval removal = new EventRemoval(sql);
    private long position;

    private void stored(String stream, String name, String payload) {
        byte[] bytes = payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        sql.update(
                "INSERT INTO ledger.event (position, stream, sequence, name, revision, recorded_at, payload)"
                        + " VALUES (?, ?, 0, ?, 1, 0, ?)",
                ++position,
                stream,
                name,
                bytes);
    }

    @Test
    void startsAreAddedUpByMonthWithThoseThatWereRemovedBefore() {
        stored("acme.1/run/1", "RunStarted", "{'started_at':'2026-02-28T23:59:59.999Z'}");
        stored("acme.1/run/2", "RunStarted", "{'started_at':'2026-03-01T00:00:00.000Z'}");
        stored("acme.1/run/3", "RunFailed", "{'reason':'QUOTA_EXCEEDED','finished_at':'2026-03-02T00:00:00.000Z'}");
        stored("acme.1/run/4", "RunFailed", "{'reason':'TIMEOUT','finished_at':'2026-03-02T00:00:00.000Z'}");
        stored(
                "acme.1/history/1",
                "RunHistoryPruned",
                "{'removed':[{'period':'2026-01','counted':5,'refused':2},{'period':'2026-02','counted':3,'refused':0}]}");
        stored("acme.1/job/sealed", "JobCreated", "\u0001 neither JSON nor read");

        Slice slice = removal.remove(ACME, 100);

        assertThat(slice.events()).isEqualTo(6);
        assertThat(slice.starts())
                .containsExactlyInAnyOrder(
                        new RemovedUsage("2026-01", 5, 2),
                        new RemovedUsage("2026-02", 4, 0),
                        new RemovedUsage("2026-03", 1, 1));
        assertThat(removal.remove(ACME, 100).events()).isZero();
    }

    @Test
    void othersAndReceiptsStay() {
        for (String stream :
                new String[] {"acme.1/wipe", "acme.2/job/a", "acme.10/job/a", "acme.1x.1/job/a", "bcme.1/a"}) {
            stored(stream, "Kept", "{}");
        }
        stored("acme.1/wipe/x", "Gone", "{}");

        assertThat(removal.remove(ACME, 100).events()).isOne();

        assertThat(ledger.events()).isEqualTo(5);
    }

    @Test
    void aStepIsSmall() {
        for (int i = 0; i < 5; i++) {
            stored("acme.1/run/" + i, "RunStarted", "{'started_at':'2026-03-01T00:00:00.000Z'}");
        }

        assertThat(removal.remove(ACME, 3)).isEqualTo(new Slice(3, List.of(new RemovedUsage("2026-03", 3, 0))));
        assertThat(ledger.events()).isEqualTo(2);
    }
}
