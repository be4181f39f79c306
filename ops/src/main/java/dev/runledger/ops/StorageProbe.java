package dev.runledger.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Asks whether storage can be read and written, as those do who serve: over the pool. However many want to know, and however
 * long it hangs, one question is under way at a time, and everybody is told something soon.
 */
final class StorageProbe {

    /** Long for a question like this, short for whoever decides where to send requests. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String ASK = "SELECT last, current_setting('transaction_read_only') FROM ledger.head";

    private final JdbcTemplate sql;
    private final SharedQuestion<Optional<String>> question = new SharedQuestion<>("storage-probe", this::ask);

    StorageProbe(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** What is wrong with storage, in few words. */
    Optional<String> obstacle() {
        try {
            return question.asked().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of("storage does not answer");
        } catch (ExecutionException e) {
            return Optional.of("storage cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private Optional<String> ask() {
        boolean readOnly = Boolean.TRUE.equals(sql.query(ASK, row -> !row.next() || "on".equals(row.getString(2))));
        return readOnly ? Optional.of("storage can only be read") : Optional.empty();
    }
}
