package dev.runledger.ops;

import dev.runledger.ops.metrics.LedgerFigures.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Asks storage how all nodes stand: every few seconds at most, and nobody waits for it for long. */
final class LedgerProbe {

    private static final Duration FRESH = Duration.ofSeconds(5);

    /** Longer ago than this, what was known tells nothing any more. */
    private static final Duration TELLING = Duration.ofSeconds(10);

    /** Ten seconds are longer than a change of shares between nodes takes. */
    private static final String ASK = """
            SELECT (SELECT count(*) FROM ledger.next_fire WHERE next_at < clock_timestamp() - interval '10 s'),
                   count(*),
                   coalesce(extract(epoch FROM clock_timestamp() - min(heartbeat_at))::float8, 'NaN')
              FROM ledger.worker""";

    /** @param at by the clock of {@link System#nanoTime} */
    private record Known(Standing standing, long at) {
        boolean isWithin(Duration age) {
            return System.nanoTime() - at <= age.toNanos();
        }
    }

    private final JdbcTemplate sql;
    private final Duration patience;
    private final SharedQuestion<Known> question = new SharedQuestion<>("ledger-probe", this::ask);
    private volatile @Nullable Known known;

    /** @param patience how long anybody waits for storage's answer */
    LedgerProbe(JdbcTemplate sql, Duration patience) {
        this.sql = sql;
        this.patience = patience;
    }

    /** Asks again if what is known is old, and waits a while for the answer. */
    void refresh() {
        Known last = known;
        if (last != null && last.isWithin(FRESH)) {
            return;
        }
        try {
            question.asked().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Told by the storage's own probe; this one tells what it knew.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was told last, unless it is too old. */
    Optional<Standing> lastKnown() {
        return Optional.ofNullable(known).filter(last -> last.isWithin(TELLING)).map(Known::standing);
    }

    private Known ask() {
        Standing standing = sql.query(ASK, (row, n) -> new Standing(row.getLong(1), row.getLong(2), row.getDouble(3)))
                .getFirst();
        Known told = new Known(standing, System.nanoTime());
        known = told;
        return told;
    }
}
