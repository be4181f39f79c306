package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.command.account.History.Slice;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.RemovedUsage;
import dev.runledger.kernel.account.WipeCommand.ConfirmWiped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** When what is removed. */
class AccountWipesTest {

    private static final AccountId ENDED = new AccountId("acme", 1);
    private static final long POSITION = 7;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final LedgerDatabase database = new LedgerDatabase();
    private final JdbcTemplate sql = database.sql();

    /** What happened, in its order. */
    private final List<Object> done = new ArrayList<>();

    private final SettableClock clock = new SettableClock(NOON);
    private long followedTo;
    private int events = 3;
    private int rows = 2;

    private final AccountWipes wipes = new AccountWipes(
            new Wipes(sql, new ApiKeyRows(sql)),
            new AccountWipes.Stores(this::someEvents, List.of(this::someRows), key -> done.add("key of " + key)),
            database.transaction(),
            position -> followedTo >= position,
            command -> {
                done.add(command);
                sql.update("DELETE FROM ledger.wipe");
                return CompletableFuture.completedFuture(NOON);
            },
            clock);

    AccountWipesTest() throws SQLException {
        sql.update(
                "INSERT INTO ledger.wipe (account, epoch, begun_at, position, block, removed) VALUES (?, ?, ?, ?, 0, '[]')",
                ENDED.name(),
                ENDED.epoch(),
                OffsetDateTime.ofInstant(NOON, ZoneOffset.UTC),
                POSITION);
    }

    private Slice someEvents(AccountId ended, int most) {
        assertThat(ended).isEqualTo(ENDED);
        if (events == 0) {
            return new Slice(0, List.of());
        }
        events--;
        return new Slice(1, List.of(new RemovedUsage("2026-02", 1, 0), new RemovedUsage("2026-01", 2, 1)));
    }

    private int someRows(AccountId ended, int most) {
        assertThat(ended).isEqualTo(ENDED);
        if (rows == 0) {
            return 0;
        }
        rows--;
        return 1;
    }

    @Test
    void requestsOfTheLifeThatEndedGetAMoment() {
        followedTo = POSITION;

        wipes.resume();
        assertThat(events).isEqualTo(3);

        clock.advance(Duration.ofSeconds(1));
        wipes.resume();
        assertThat(done)
                .containsExactly(
                        "key of acme.1",
                        new ConfirmWiped(
                                ENDED, List.of(new RemovedUsage("2026-01", 6, 3), new RemovedUsage("2026-02", 3, 0))));
    }

    @Test
    void eventsAreLeftForAWhileToThoseWhoFollowThem() {
        clock.advance(Duration.ofSeconds(9));
        wipes.resume();
        assertThat(events).isEqualTo(3);

        clock.advance(Duration.ofSeconds(1));
        wipes.resume();
        assertThat(events + rows).isZero();
    }

    @Test
    void itEndsWhenAllHaveFollowedAndWhatTheyWroteIsGone() {
        clock.advance(Duration.ofSeconds(60));
        wipes.resume();
        rows = 2;
        wipes.resume();
        rows = 1;
        assertThat(done).isEmpty();

        followedTo = POSITION;
        wipes.resume();

        assertThat(rows).isZero();
        assertThat(done).hasSize(2);
    }

    @Test
    void whoWaitsIsToldThatItGoesOn() {
        clock.advance(Duration.ofSeconds(60));

        assertThatThrownBy(() -> wipes.finish(ENDED, Duration.ofSeconds(-1)))
                .matches(failure -> Refused.by(failure, Refusal.Unavailable.class));

        followedTo = POSITION;
        wipes.finish(ENDED, Duration.ofSeconds(1));
        wipes.finish(ENDED, Duration.ofSeconds(1));
        assertThat(done).hasSize(2);
    }
}
