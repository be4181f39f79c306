package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who goes next: so many at a time, so many of one account, and so many to one host, whosever they are. What an account wants
 * of a host waits in a lane, in the order of numbers. Accounts take turns, and so do the hosts within an account, and the
 * accounts at a host: ten thousand that wait delay another account's first by one turn, and a host that never answers delays
 * only those who call it. Nobody waits while there is room for him in all three respects.
 *
 * <p>The next one is found without looking through the lanes, of which there may be as many as waiting runs. An account that is
 * full is out of the round with all its lanes. A lane that meets a full host is parked there. A host that has room again calls back
 * one parked lane, not all, since the others would only be sent away again. That lane must not sit on the room: if its account
 * takes a turn elsewhere first, or nobody waits in it any more, the host calls the next. So what moves a lane is a turn that begins or
 * ends, or its being new; and each moves few, since few hosts and accounts can be full at the same time.
 *
 * <p>Accounts that are full are passed over by a host that has room. Nobody else can make them wait for ever, but an account can
 * do so to a lane of its own, if both it and the host are full all the time.
 *
 * <p>Guarded by its owner's lock; calls nobody and reads no clock.
 */
final class Turns<T> {

    private final InFlightLimits limits;
    private final Comparator<Turn<T>> byNumber = Comparator.comparingLong(turn -> turn.number);
    private final Map<AccountId, Account> accounts = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();

    /** Those that are not full and have open lanes; the first one's turn is next. */
    private final SequencedSet<Account> round = new LinkedHashSet<>();

    private int waiting;
    private int held;

    Turns(InFlightLimits limits) {
        this.limits = limits;
    }

    /** One who waits for a turn, has one, or neither. */
    static final class Turn<T> {

        private final T who;
        private final long number;
        private Turns<T>.@Nullable Lane lane;
        private boolean held;

        /** @param number his own; lower ones come first in a lane */
        Turn(T who, long number) {
            this.who = who;
            this.number = number;
        }

        T who() {
            return who;
        }

        boolean waits() {
            return lane != null && !held;
        }

        boolean isHeld() {
            return held;
        }

        /** Gives the turn back, or waits for it no longer. */
        void end() {
            if (lane != null) {
                lane.leave(this);
            }
        }
    }

    private final class Account {

        private final AccountId id;
        private final Map<Host, Lane> lanes = new HashMap<>();

        /** Lanes that are not parked; the first one's turn is next. */
        private final SequencedSet<Lane> open = new LinkedHashSet<>();

        /** Those of the open ones that a host with room has called. */
        private final SequencedSet<Lane> called = new LinkedHashSet<>();

        private int held;

        Account(AccountId id) {
            this.id = id;
        }

        boolean isFull() {
            return limits.perAccount() < limits.total() && held >= limits.perAccount();
        }

        void joinOrLeaveRound() {
            if (isFull() || open.isEmpty()) {
                round.remove(this);
            } else {
                round.add(this);
            }
        }

        void forgetIfUnused() {
            if (held == 0 && lanes.isEmpty()) {
                accounts.remove(id);
            }
        }
    }

    private final class Host {

        private final String name;

        /** In the order in which they are called. */
        private final SequencedSet<Lane> parked = new LinkedHashSet<>();

        /** The lane that was called last, until it comes or cannot come; there is one whenever there are room and parked lanes. */
        private @Nullable Lane called;

        private int lanes;
        private int held;

        Host(String name) {
            this.name = name;
        }

        boolean isFull() {
            return limits.perHost() < limits.total() && held >= limits.perHost() && !name.equals(Place.NO_HOST);
        }

        void call() {
            while (called == null && !isFull() && !parked.isEmpty()) {
                Lane lane = parked.removeFirst();
                lane.open();
                if (!lane.account.isFull()) {
                    called = lane;
                    lane.account.called.add(lane);
                    lane.account.joinOrLeaveRound();
                }
            }
        }

        void forgetIfUnused() {
            if (held == 0 && lanes == 0) {
                hosts.remove(name);
            }
        }
    }

    private final class Lane {

        private final Account account;
        private final Host host;
        private final NavigableSet<Turn<T>> waiters = new TreeSet<>(byNumber);

        /** Its account came to it while its host was full, or the other way round; next time it comes first. */
        private boolean missed;

        Lane(Account account, Host host) {
            this.account = account;
            this.host = host;
            host.lanes++;
        }

        Turns<T> turns() {
            return Turns.this;
        }

        boolean leadsTo(Place place) {
            return account.id.equals(place.account()) && host.name.equals(place.host());
        }

        /** New, or after a turn: nobody goes before those who are parked already. */
        void queue() {
            if (host.isFull() || !host.parked.isEmpty()) {
                host.parked.addLast(this);
            } else {
                account.open.addLast(this);
            }
        }

        /** Its host has room. */
        void open() {
            if (missed) {
                account.open.addFirst(this);
            } else {
                account.open.addLast(this);
            }
            missed = true;
        }

        /** Its account came to it, but its host is full. */
        void park() {
            close();
            if (missed) {
                host.parked.addFirst(this);
            } else {
                host.parked.addLast(this);
            }
            missed = true;
            account.joinOrLeaveRound();
        }

        private void close() {
            account.open.remove(this);
            account.called.remove(this);
            if (host.called == this) {
                host.called = null;
            }
        }

        Turn<T> begin() {
            Turn<T> turn = waiters.removeFirst();
            turn.held = true;
            waiting--;
            held++;
            account.held++;
            host.held++;
            missed = false;
            close();
            queueAgain();
            // Whoever is called now comes before this account's next turn.
            round.remove(account);
            host.call();
            releaseCalled();
            account.joinOrLeaveRound();
            return turn;
        }

        private void queueAgain() {
            if (waiters.isEmpty()) {
                account.lanes.remove(host);
                host.lanes--;
            } else {
                queue();
            }
        }

        /** The account had its turn and will be the last of the round, so other hosts that wait for it call somebody else. */
        private void releaseCalled() {
            List<Lane> released = new ArrayList<>(account.called);
            account.called.clear();
            for (Lane lane : released) {
                lane.host.called = null;
                lane.host.call();
            }
        }

        void leave(Turn<T> turn) {
            if (turn.held) {
                held--;
                account.held--;
                host.held--;
            } else {
                waiting--;
                waiters.remove(turn);
                if (waiters.isEmpty()) {
                    host.parked.remove(this);
                    close();
                    account.lanes.remove(host);
                    host.lanes--;
                }
            }
            turn.lane = null;
            turn.held = false;
            account.joinOrLeaveRound();
            host.call();
            account.forgetIfUnused();
            host.forgetIfUnused();
        }
    }

    /** Waits for a turn there from now on. Whoever has one elsewhere, or waits for one, ends that first. */
    void ask(Turn<T> turn, Place place) {
        Account account = accounts.computeIfAbsent(place.account(), Account::new);
        Host host = hosts.computeIfAbsent(place.host(), Host::new);
        Lane lane = account.lanes.computeIfAbsent(host, any -> new Lane(account, host));
        if (lane.waiters.isEmpty()) {
            lane.queue();
            account.joinOrLeaveRound();
        }
        lane.waiters.add(turn);
        turn.lane = lane;
        waiting++;
    }

    /** The next one that may go; his turn has begun. Empty if there is nobody, or no room. */
    Optional<Turn<T>> next() {
        while (held < limits.total() && !round.isEmpty()) {
            Lane lane = round.getFirst().open.getFirst();
            if (!lane.host.isFull()) {
                return Optional.of(lane.begin());
            }
            lane.park();
        }
        return Optional.empty();
    }

    /** Whether he has his turn, and has it there. */
    boolean hasTurn(Turn<T> turn, Place place) {
        Lane lane = turn.lane;
        return turn.held && lane != null && lane.turns() == this && lane.leadsTo(place);
    }

    int waiting() {
        return waiting;
    }

    /** How many have their turn. */
    int held() {
        return held;
    }

    /** Accounts and hosts that are remembered, which are those where somebody waits or has his turn. */
    int remembered() {
        return accounts.size() + hosts.size();
    }
}
