package dev.runledger.command.idempotency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.runledger.command.idempotency.Claim.Answered;
import dev.runledger.command.idempotency.Claim.InFlight;
import dev.runledger.command.idempotency.Claim.Mine;
import dev.runledger.command.idempotency.Claim.OtherRequest;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Remains;
import dev.runledger.kernel.secret.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which keyed requests are under way or answered (table {@code ledger.idempotency}). Each method is a transaction of its
 * own, so a claim is seen by all nodes before its command is sent. A claim has one taker at a time: one whose lease ran
 * out without an answer, because its process died, goes to the first who asks again.
 */
public final class Claims {

    /** For how long a claim counts (API.md §1.5). */
    private static final Duration KEPT = Duration.ofHours(24);

    /** How often a claim is asked for while others keep changing it. */
    private static final int TRIES = 5;

    /** How many takers are remembered that the database does not know to be over. */
    private static final int REMEMBERED = 100_000;

    /** At most so many rows are deleted in one transaction. */
    private static final int SWEPT = 5_000;

    private static final String INSERT = """
            INSERT INTO ledger.idempotency (account, epoch, slot, request, id, taker, claimed_at, leased_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account, epoch, slot) DO NOTHING""";

    private static final String FIND = """
            SELECT request, id, taker, claimed_at, leased_until, status, etag, location, body
              FROM ledger.idempotency WHERE account = ? AND epoch = ? AND slot = ?""";

    /** A claim that is still this taker's. */
    private static final String HELD = " WHERE account = ? AND epoch = ? AND slot = ? AND taker = ?";

    private static final String UNANSWERED = HELD + " AND status IS NULL";

    private static final String TAKE = "UPDATE ledger.idempotency SET taker = ?, leased_until = ?" + UNANSWERED;
    private static final String GIVE_BACK = "UPDATE ledger.idempotency SET leased_until = ?" + UNANSWERED;
    private static final String FINISH =
            "UPDATE ledger.idempotency SET status = ?, etag = ?, location = ?, body = ?" + UNANSWERED;
    private static final String FREE = "DELETE FROM ledger.idempotency" + UNANSWERED;
    private static final String EXPIRE = "DELETE FROM ledger.idempotency" + HELD;

    private static final String SWEEP = """
            DELETE FROM ledger.idempotency
             WHERE ctid = ANY (ARRAY(SELECT ctid FROM ledger.idempotency WHERE claimed_at <= ? LIMIT ?))""";

    private static final String FORGET = """
            DELETE FROM ledger.idempotency
             WHERE ctid = ANY (ARRAY(SELECT ctid FROM ledger.idempotency WHERE account = ? AND epoch = ? LIMIT ?))""";

    /** What a request left that went on while its account's life ended. */
    private static final String SWEEP_ENDED = """
            DELETE FROM ledger.idempotency i
             USING ledger.account a WHERE a.name = i.account AND a.epoch > i.epoch AND a.epoch > 1""";

    private final JdbcTemplate sql;
    private final Vault vault;
    private final Clock clock;
    private final Duration lease;

    /** Takers of this process that are over, although the database could not be told: nobody has to wait for them. */
    private final Cache<UUID, Boolean> over;

    /**
     * @param vault seals the answers: that to a new job shows its definition
     * @param lease for how long a claim without an answer is left to its taker; longer than any command may take
     */
    public Claims(JdbcTemplate sql, Vault vault, Clock clock, Duration lease) {
        this.sql = sql;
        this.vault = vault;
        this.clock = clock;
        this.lease = lease;
        this.over = Caffeine.newBuilder()
                .expireAfterWrite(lease)
                .maximumSize(REMEMBERED)
                .build();
    }

    /** @param fresh the id of a command that was never tried before */
    Claim claim(KeyedRequest request, UUID fresh) {
        Mine mine = new Mine(fresh, UUID.randomUUID(), false);
        try {
            return claim(request, mine);
        } catch (DataAccessException e) {
            // It may have been written all the same.
            abandon(mine);
            throw e;
        }
    }

    private Claim claim(KeyedRequest request, Mine mine) {
        for (int tries = 0; tries < TRIES; tries++) {
            if (insert(request, mine)) {
                return mine;
            }
            Optional<Claim> decided = find(request).flatMap(held -> decide(request, held, mine.taker()));
            if (decided.isPresent()) {
                return decided.get();
            }
        }
        return new InFlight();
    }

    /** Empty if the claim is not what it was when it was read. */
    private Optional<Claim> decide(KeyedRequest request, Held held, UUID taker) {
        Instant now = clock.instant();
        if (!held.claimedAt().isAfter(now.minus(KEPT))) {
            change(EXPIRE, request, held.taker());
            return Optional.empty();
        }
        if (!held.request().equals(request.fingerprint())) {
            return Optional.of(new OtherRequest());
        }
        if (held.answer() != null) {
            return Optional.of(new Answered(held.answer()));
        }
        if (held.leasedUntil().isAfter(now) && over.getIfPresent(held.taker()) == null) {
            return Optional.of(new InFlight());
        }
        return change(TAKE, request, held.taker(), taker, at(now.plus(lease)))
                ? Optional.of(new Mine(held.id(), taker, true))
                : Optional.empty();
    }

    /** Keeps the answer, unless another has taken the claim over: then that one's counts. */
    void finish(KeyedRequest request, Mine mine, Answer answer) {
        byte[] body = vault.seal(request.account(), answer.body());
        change(FINISH, request, mine.taker(), answer.status(), answer.etag(), answer.location(), body);
    }

    /** The request is refused: its key may be used anew. */
    void free(KeyedRequest request, Mine mine) {
        change(FREE, request, mine.taker());
    }

    /** Nobody knows what became of the command: whoever asks next tries again, under the same id. */
    void giveBack(KeyedRequest request, Mine mine) {
        change(GIVE_BACK, request, mine.taker(), at(clock.instant()));
    }

    /** Like {@link #giveBack}, while the database cannot be told; other nodes have to wait for the lease to end. */
    void abandon(Mine mine) {
        over.put(mine.taker(), true);
    }

    /** Deletes what counts no more. */
    public void forgetExpired() {
        int deleted;
        do {
            deleted = sql.update(SWEEP, at(clock.instant().minus(KEPT)), SWEPT);
        } while (deleted == SWEPT);
    }

    /** Removes claims of a life that has ended: see {@link Remains}. */
    public int forget(AccountId ended, int most) {
        return sql.update(FORGET, ended.name(), ended.epoch(), most);
    }

    /** Deletes what came after that. */
    public void forgetEnded() {
        sql.update(SWEEP_ENDED);
    }

    private boolean insert(KeyedRequest request, Mine mine) {
        Instant now = clock.instant();
        return sql.update(
                        INSERT,
                        request.account().name(),
                        request.account().epoch(),
                        request.slot(),
                        request.fingerprint(),
                        mine.id(),
                        mine.taker(),
                        at(now),
                        at(now.plus(lease)))
                == 1;
    }

    private boolean change(String statement, KeyedRequest request, UUID holder, @Nullable Object... news) {
        @Nullable Object[] values = new @Nullable Object[news.length + 4];
        System.arraycopy(news, 0, values, 0, news.length);
        values[news.length] = request.account().name();
        values[news.length + 1] = request.account().epoch();
        values[news.length + 2] = request.slot();
        values[news.length + 3] = holder;
        return sql.update(statement, values) == 1;
    }

    /** A claim as it was read. */
    private record Held(
            String request,
            UUID id,
            UUID taker,
            Instant claimedAt,
            Instant leasedUntil,
            @Nullable Answer answer) {}

    private Optional<Held> find(KeyedRequest request) {
        return sql
                .query(
                        FIND,
                        (row, n) -> held(row, request.account()),
                        request.account().name(),
                        request.account().epoch(),
                        request.slot())
                .stream()
                .findFirst();
    }

    private Held held(ResultSet row, AccountId account) throws SQLException {
        byte[] body = row.getBytes("body");
        return new Held(
                row.getString("request"),
                row.getObject("id", UUID.class),
                row.getObject("taker", UUID.class),
                row.getObject("claimed_at", OffsetDateTime.class).toInstant(),
                row.getObject("leased_until", OffsetDateTime.class).toInstant(),
                body == null
                        ? null
                        : new Answer(
                                row.getInt("status"),
                                row.getString("etag"),
                                row.getString("location"),
                                vault.open(account, body)));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
