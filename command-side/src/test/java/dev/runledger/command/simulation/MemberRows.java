package dev.runledger.command.simulation;

import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.MemberTable;
import dev.runledger.command.simulation.Database.LockHolder;
import dev.runledger.command.simulation.Database.Registered;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The members as one simulated process reads and writes them. */
final class MemberRows implements MemberTable {

    private final Database database;
    private final Host host;

    MemberRows(Database database, Host host) {
        this.database = database;
        this.host = host;
    }

    @Override
    public List<Member> register(Member member) {
        database.call(host, () -> database.workers.put(member.worker(), new Registered(member)));
        return database.call(host, () -> {
            List<Member> before = database.workers.values().stream()
                    .map(row -> row.member)
                    .filter(other -> other.node().equals(member.node())
                            && !other.worker().equals(member.worker()))
                    .toList();
            before.forEach(other -> database.workers.remove(other.worker()));
            return before;
        });
    }

    @Override
    public Session open(Member member) {
        LockHolder session = database.session(host);
        database.call(host, () -> {
            if (!database.isLocked(member.worker())) {
                database.locks.put(member.worker(), session);
            }
            return true;
        });
        return new Beats(session, member.worker());
    }

    private final class Beats implements Session {

        private final LockHolder session;
        private final UUID worker;

        Beats(LockHolder session, UUID worker) {
            this.session = session;
            this.worker = worker;
        }

        @Override
        public Heard beat() {
            database.require(session);
            boolean registered = database.call(host, () -> {
                Registered row = database.workers.get(worker);
                if (row != null) {
                    row.beats++;
                }
                return row != null;
            });
            return database.call(
                    host,
                    () -> new Heard(
                            registered,
                            database.instant(),
                            database.workers.values().stream()
                                    .map(row ->
                                            new Sighting(row.member, row.beats, database.isLocked(row.member.worker())))
                                    .toList()));
        }

        @Override
        public void close() {
            database.locks.remove(worker, session);
        }
    }

    @Override
    public void withdraw(UUID worker) {
        database.call(host, () -> {
            Registered row = database.workers.get(worker);
            if (row != null) {
                Member member = row.member;
                row.member = new Member(member.worker(), member.process(), member.node(), Set.of());
            }
            return true;
        });
    }

    @Override
    public boolean remove(Sighting dead) {
        return database.call(host, () -> {
            Registered row = database.workers.get(dead.member().worker());
            boolean quiet = row != null && row.beats == dead.beats();
            if (quiet) {
                database.workers.remove(dead.member().worker());
            }
            return quiet;
        });
    }

    @Override
    public void remove(UUID worker) {
        database.call(host, () -> {
            database.workers.remove(worker);
            return true;
        });
    }
}
