package dev.runledger.command.simulation;

import dev.runledger.command.Loop;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.saga.SimulatedSagas;
import dev.runledger.command.simulation.Database.Token;
import dev.runledger.command.simulation.Ledger.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/** Gives the sagas their events, as the processor does: segments are claimed by their tokens, which move with what is written. */
final class Follower {

    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int MOST_EVENTS = 12;

    private final Host host;
    private final Database database;
    private final Timeline time;
    private final Members members;
    private final UUID process;
    private final Loop loop;
    private @Nullable SimulatedSagas sagas;

    /** The segments that are ours as far as we know, and how far they have been followed. */
    private final Map<Integer, Long> held = new TreeMap<>();

    private long nextClaim;

    Follower(Host host, Database database, Timeline time, Members members) {
        this.host = host;
        this.database = database;
        this.time = time;
        this.members = members;
        this.process = members.self().process();
        this.loop = new Loop("follower", this::step, host);
    }

    void start(SimulatedSagas whom) {
        sagas = whom;
        loop.start();
    }

    /** There may be something new. */
    void wake() {
        loop.wake();
    }

    Set<Integer> held() {
        return Set.copyOf(held.keySet());
    }

    private Duration step() {
        try {
            if (host.nanoTime() - nextClaim >= 0) {
                nextClaim = host.nanoTime() + PACE.toNanos();
                claim();
            }
            for (int segment : List.copyOf(held.keySet())) {
                while (held.containsKey(segment) && follow(segment)) {
                    // Until nothing is new.
                }
            }
        } catch (DataAccessException e) {
            time.tell(() -> host.name() + " lets go of its segments: " + e.getMessage());
            held.clear();
        }
        return PACE;
    }

    private void claim() {
        int most = members.self().roles().contains(NodeRole.WORKER)
                ? Math.ceilDiv(Ledger.SEGMENTS, Math.max(1, members.count(NodeRole.WORKER)))
                : members.othersHave(NodeRole.WORKER) ? 0 : Ledger.SEGMENTS;
        Map<Integer, Long> claimed = database.call(host, () -> claimed(most));
        held.keySet().retainAll(claimed.keySet());
        // What was another's in between goes on where that left off.
        held.putAll(claimed);
    }

    /** Extends what is ours, lets go of what is too much, and takes what is free. */
    private Map<Integer, Long> claimed(int most) {
        Map<Integer, Long> ours = new TreeMap<>();
        for (int segment = 0; segment < Ledger.SEGMENTS; segment++) {
            Token token = database.tokens[segment];
            if (process.equals(token.owner)) {
                token.claimedAt = database.instant();
                if (ours.size() < most && held.containsKey(segment)) {
                    ours.put(segment, token.position);
                } else {
                    token.owner = null;
                }
            }
        }
        for (int segment = 0; segment < Ledger.SEGMENTS && ours.size() < most; segment++) {
            Token token = database.tokens[segment];
            if (database.isFree(token)) {
                token.owner = process;
                token.claimedAt = database.instant();
                ours.put(segment, token.position);
            }
        }
        return ours;
    }

    /** @return whether there was something to follow */
    private boolean follow(int segment) {
        long from = Objects.requireNonNull(held.get(segment));
        List<Stored> batch = new ArrayList<>();
        int most = 1 + time.dice.nextInt(MOST_EVENTS);
        List<Stored> all = database.ledger.segment(segment);
        for (int i = firstAfter(all, from); i < all.size() && batch.size() < most; i++) {
            batch.add(all.get(i));
        }
        if (batch.isEmpty()) {
            return false;
        }
        host.sleep(time.latency());
        long to = batch.getLast().position();
        SimulatedSagas.Batch handled = handled(segment, batch);
        database.call(host, () -> commit(segment, handled, to));
        held.computeIfPresent(segment, (ours, position) -> to);
        handled.afterCommit().run();
        return true;
    }

    private static int firstAfter(List<Stored> all, long position) {
        int first = all.size();
        while (first > 0 && all.get(first - 1).position() > position) {
            first--;
        }
        return first;
    }

    private SimulatedSagas.Batch handled(int segment, List<Stored> batch) {
        try {
            return Objects.requireNonNull(sagas)
                    .handle(segment, batch.stream().map(Stored::event).toList());
        } catch (Exception e) {
            throw new AssertionError("segment " + segment + " cannot be followed", e);
        }
    }

    /** Rows and token together, and only by whoever has the token. */
    private boolean commit(int segment, SimulatedSagas.Batch handled, long to) {
        Token token = database.tokens[segment];
        if (!process.equals(token.owner)) {
            throw new DataAccessResourceFailureException("segment " + segment + " is another's");
        }
        time.tell(() -> host.name() + " follows segment " + segment + " from " + token.position + " to " + to);
        token.position = to;
        token.claimedAt = database.instant();
        handled.apply().run();
        return true;
    }
}
