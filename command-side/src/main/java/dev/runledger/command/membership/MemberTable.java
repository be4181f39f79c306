package dev.runledger.command.membership;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Where processes make themselves known to each other. What cannot be reached throws, and nothing is known of its outcome then. */
public interface MemberTable {

    /**
     * A process as it shows.
     *
     * @param beats how many signs of life it has given; only that it changes means something
     * @param locked whether its session's lock is held, which ends with the process at once
     */
    record Sighting(Member member, long beats, boolean locked) {}

    /**
     * What a beat is answered with.
     *
     * @param registered false if somebody has declared this process dead
     * @param databaseTime what the database's clock said
     * @param everybody all that are registered
     */
    record Heard(boolean registered, Instant databaseTime, List<Sighting> everybody) {}

    /**
     * One unbroken connection, which holds the lock that shows the process alive. Used by one thread.
     */
    interface Session extends AutoCloseable {

        /** Shows a sign of life and looks around. After a failure the session is of no use any more. */
        Heard beat();

        @Override
        void close();
    }

    /**
     * Makes a process known.
     *
     * @return others of the same node: its predecessors, which are no longer registered
     */
    List<Member> register(Member member);

    /** Opens a session for a registered process and takes its lock. */
    Session open(Member member);

    /** The process takes no more work; it still lives and has runs to finish. */
    void withdraw(UUID worker);

    /** Takes a process out that is dead or leaves. */
    void remove(UUID worker);
}
