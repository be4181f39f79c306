package dev.runledger.ops.store;

import dev.runledger.command.account.FinishedRuns;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.RemovedUsage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds runs that are over in {@code ledger.event}, by their last events. */
public final class FinishedRunScan implements FinishedRuns {

    private static final String BETWEEN = """
            SELECT stream, position, least((convert_from(payload, 'UTF8')::json ->> 'finished_at')::timestamptz,
                                           to_timestamp(recorded_at / 1000.0) + interval '1 day') AS at
              FROM ledger.event
             WHERE position > ? AND position <= ? AND name IN (ENDS) AND split_part(stream, '/', 1) = ANY (?)
             ORDER BY position""".replace("ENDS", TotalsOfStarts.ENDS);

    private static final String STEP =
            "SELECT position FROM ledger.event WHERE position > ? AND position <= ? ORDER BY position OFFSET ? - 1 LIMIT 1";

    private static final String USAGE =
            TotalsOfStarts.sql("SELECT stream, name, payload FROM ledger.event WHERE stream = ANY (?)");

    private final JdbcTemplate sql;
    private final ToLongFunction<Instant> before;
    private final LongSupplier followed;

    /**
     * @param before the last position before a moment
     * @param followed the position up to which everybody who follows events has taken them in
     */
    public FinishedRunScan(JdbcTemplate sql, ToLongFunction<Instant> before, LongSupplier followed) {
        this.sql = sql;
        this.before = before;
        this.followed = followed;
    }

    @Override
    public long before(Instant moment) {
        return Math.min(before.applyAsLong(moment), followed.getAsLong());
    }

    @Override
    public long step(long after, long upto, int events) {
        return sql.queryForList(STEP, Long.class, after, upto, events).stream()
                .findFirst()
                .orElse(upto);
    }

    @Override
    public List<Finished> between(long after, long upto, Collection<AccountId> accounts) {
        return sql.query(connection -> between(connection, after, upto, accounts), (row, n) -> finished(row));
    }

    private static PreparedStatement between(
            Connection connection, long after, long upto, Collection<AccountId> accounts) throws SQLException {
        PreparedStatement select = connection.prepareStatement(BETWEEN);
        select.setLong(1, after);
        select.setLong(2, upto);
        select.setArray(
                3,
                connection.createArrayOf(
                        "text", accounts.stream().map(AccountId::toString).toArray()));
        return select;
    }

    private static Finished finished(ResultSet row) throws SQLException {
        RunKey run = RunKey.parse(row.getString("stream"));
        Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
        return new Finished(run.account(), run.id(), row.getLong("position"), at);
    }

    @Override
    public List<RemovedUsage> usage(AccountId account, Collection<UUID> runs) {
        return Objects.requireNonNull(sql.query(
                        connection -> {
                            PreparedStatement select = connection.prepareStatement(USAGE);
                            select.setArray(1, connection.createArrayOf("text", PrunedRuns.streams(account, runs)));
                            return select;
                        },
                        TotalsOfStarts.READ))
                .months();
    }
}
