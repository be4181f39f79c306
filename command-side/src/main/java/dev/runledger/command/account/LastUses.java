package dev.runledger.command.account;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * When keys were used last: noted in memory with each request, and written for all keys together now and then. What this process
 * did not write before it died is forgotten; what others wrote later stays. Safe for all threads.
 */
public final class LastUses {

    private static final String WRITE = """
            UPDATE ledger.api_key k
               SET last_used_at = used.at
              FROM unnest(?::uuid[], ?::timestamptz[]) AS used (id, at)
             WHERE k.id = used.id AND (k.last_used_at IS NULL OR k.last_used_at < used.at)""";

    private final JdbcTemplate sql;
    private final Clock clock;
    private final Map<UUID, Instant> uses = new ConcurrentHashMap<>();

    public LastUses(JdbcTemplate sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    void note(UUID key) {
        uses.put(key, clock.instant());
    }

    /** Writes what was noted since the last time; what cannot be written is kept for the next. */
    public void write() {
        Map<UUID, Instant> noted = new LinkedHashMap<>(uses);
        if (noted.isEmpty()) {
            return;
        }
        sql.update(connection -> {
            var write = connection.prepareStatement(WRITE);
            write.setArray(1, connection.createArrayOf("uuid", noted.keySet().toArray()));
            // As text in UTC: the driver writes timestamps into arrays by this machine's wall clock.
            Object[] instants = noted.values().stream().map(Instant::toString).toArray();
            write.setArray(2, connection.createArrayOf("timestamptz", instants));
            return write;
        });
        noted.forEach(uses::remove);
    }
}
