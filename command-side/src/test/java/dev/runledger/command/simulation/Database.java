package dev.runledger.command.simulation;

import dev.runledger.command.membership.Member;
import dev.runledger.command.saga.SimulatedRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;

/** The one database: whether it answers, what it holds beside the ledger, and what its clock shows. */
final class Database {

    static final Instant BEGINNING = Instant.parse("2026-03-01T12:00:00Z");

    /** How long a claim of a token holds without being extended. */
    private static final Duration CLAIM = Duration.ofSeconds(10);

    /** After which a host that is cut off stops waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** A worker's row, and the session that holds its lock. */
    static final class Registered {
        Member member;
        long beats;

        Registered(Member member) {
            this.member = member;
        }
    }

    /** A segment's token. */
    static final class Token {
        @Nullable
        UUID owner;

        Instant claimedAt = Instant.EPOCH;
        long position;
    }

    final Ledger ledger;
    final SimulatedRows rows;
    final Map<UUID, Registered> workers = new LinkedHashMap<>();
    final Map<UUID, LockHolder> locks = new LinkedHashMap<>();
    final Token[] tokens = new Token[Ledger.SEGMENTS];
    private final Timeline time;
    private Duration clockOffset = Duration.ZERO;
    private Duration farthest = Duration.ZERO;
    private boolean down;

    /** Counts its restarts: no connection outlives one. */
    private int life;

    /** How often an answer is lost, or a statement on its way. */
    private double losses;

    /** A session, which lives as long as its host and its connection do. */
    record LockHolder(Host host, int connections, int life, Object session) {}

    Database(Timeline time, Ledger ledger, double losses) {
        this.time = time;
        this.ledger = ledger;
        this.losses = losses;
        this.rows = new SimulatedRows(workers::containsKey, this::instant);
        Arrays.setAll(tokens, segment -> new Token());
    }

    Instant instant() {
        return BEGINNING.plus(clockOffset).plusNanos(time.now());
    }

    void setClock(Duration offset) {
        time.tell(() -> "the database's CLOCK is off by " + offset);
        clockOffset = offset;
        farthest = farthest.compareTo(offset) < 0 ? offset : farthest;
    }

    /** The clock shows what it showed when it was furthest ahead, so that nothing planned then is far off. */
    void settleClock() {
        setClock(farthest);
    }

    void goDown() {
        time.tell(() -> "the database is DOWN");
        down = true;
        life++;
        locks.clear();
    }

    void comeUp() {
        time.tell(() -> "the database is up");
        down = false;
    }

    void loseNothing() {
        losses = 0;
    }

    /** Has something done at one moment between the sending and the answer, if it is done at all. */
    <T> T call(Host host, Supplier<T> statement) {
        int connections = host.connections();
        int calledIn = life;
        host.sleep(time.latency());
        require(host, connections, calledIn);
        if (time.chance(losses)) {
            throw unreachable("the statement was lost");
        }
        T answer = statement.get();
        host.sleep(time.latency());
        require(host, connections, calledIn);
        if (time.chance(losses)) {
            throw unreachable("the answer was lost");
        }
        return answer;
    }

    SimulatedRows.Statements statements(Host host) {
        return new SimulatedRows.Statements() {
            @Override
            public <T> T call(Supplier<T> statement) {
                return Database.this.call(host, statement);
            }
        };
    }

    private void require(Host host, int connections, int calledIn) {
        if (host.cutOff()) {
            host.sleep(PATIENCE.toNanos());
            throw unreachable("no answer");
        }
        if (down || life != calledIn || host.connections() != connections) {
            throw unreachable("the connection broke");
        }
    }

    private static DataAccessResourceFailureException unreachable(String why) {
        return new DataAccessResourceFailureException(why);
    }

    boolean isLocked(UUID worker) {
        LockHolder holder = locks.get(worker);
        return holder != null && holder.host().alive() && isUnbroken(holder);
    }

    private boolean isUnbroken(LockHolder holder) {
        return holder.connections() == holder.host().connections() && holder.life() == life;
    }

    /** A connection that broke is never whole again. */
    void require(LockHolder session) {
        if (!isUnbroken(session)) {
            throw unreachable("the session broke");
        }
    }

    LockHolder session(Host host) {
        return new LockHolder(host, host.connections(), life, new Object());
    }

    boolean isFree(Token token) {
        return token.owner == null || token.claimedAt.plus(CLAIM).isBefore(instant());
    }

    void release(UUID process) {
        for (Token token : tokens) {
            if (process.equals(token.owner)) {
                token.owner = null;
            }
        }
    }
}
