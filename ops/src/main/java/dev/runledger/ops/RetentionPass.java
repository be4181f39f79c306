package dev.runledger.ops;

import dev.runledger.command.account.RetentionMarks;
import dev.runledger.command.account.RunRetention;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.ops.store.Connections;
import dev.runledger.ops.store.FinishedRunScan;
import dev.runledger.ops.store.FollowerPositions;
import dev.runledger.ops.store.PostgresEventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.axonframework.serialization.Serializer;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Prunes what is older than the accounts keep it, unless another node is about it. It reads through a connection of its own, on
 * which a statement may take as long as it takes, and waits between steps.
 */
final class RetentionPass {

    /** Of the advisory lock of whoever is about it; its session ends with the pass. */
    static final long TURN = 0x72756e_72657465L;

    /** So that pruning takes about a third of one processor at most. */
    private static final long REST_MS = 100;

    private final Connections connections;
    private final PostgresEventStore events;
    private final Serializer tokens;
    private final AccountCatalog accounts;
    private final Function<List<AccountId>, Map<AccountId, Long>> days;
    private final Clock clock;
    private final BusCommands commands;

    /** @param days how long each of these accounts keeps its finished runs */
    RetentionPass(
            Connections connections,
            PostgresEventStore events,
            Serializer tokens,
            AccountCatalog accounts,
            Function<List<AccountId>, Map<AccountId, Long>> days,
            Clock clock,
            BusCommands commands) {
        this.connections = connections;
        this.events = events;
        this.tokens = tokens;
        this.accounts = accounts;
        this.days = days;
        this.clock = clock;
        this.commands = commands;
    }

    /** All that is due now, in the calling thread; an interrupt ends it between two steps. */
    void run() {
        try (Connection own = connections.unlimited().getConnection()) {
            JdbcTemplate sql = new JdbcTemplate(new SingleConnectionDataSource(own, true));
            if (Boolean.TRUE.equals(sql.queryForObject("SELECT pg_try_advisory_lock(?)", Boolean.class, TURN))) {
                retention(sql).pass();
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("nothing can be pruned", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RunRetention retention(JdbcTemplate sql) {
        return new RunRetention(
                new FinishedRunScan(sql, this::before, () -> followed(sql)),
                new RetentionMarks(sql),
                accounts,
                days,
                clock,
                commands::send,
                () -> TimeUnit.MILLISECONDS.sleep(REST_MS));
    }

    private long before(Instant moment) {
        return events.createTokenAt(moment).position().orElse(0);
    }

    /** A follower that has not begun holds up everything. */
    private long followed(JdbcTemplate sql) {
        return ProcessorConfiguration.FOLLOWERS.stream()
                .map(follower -> FollowerPositions.read(sql, tokens, follower.name()))
                .mapToLong(positions -> positions == null ? 0 : positions.least())
                .min()
                .orElse(0);
    }
}
