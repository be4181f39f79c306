package dev.runledger.command.membership;

import dev.runledger.command.membership.MemberTable.Heard;
import dev.runledger.command.membership.MemberTable.Session;
import dev.runledger.command.membership.MemberTable.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process known to the others and the others known to it: each second it shows a sign of life, looks at everybody,
 * takes out who is dead, and learns whether it was taken for dead itself. {@link #round} is called by one thread.
 */
public final class Pulse implements AutoCloseable {

    /**
     * @param beat between two signs of life
     * @param gone after which a process whose session has ended counts as dead
     * @param silence after which a process that does not move counts as dead
     */
    public record Rhythm(Duration beat, Duration gone, Duration silence) {}

    /** Wants to know how this process stands; called from the pulse's thread. */
    public interface Listener {

        /** @param took how long the asking took: the database's clock said it at some moment of that time, which ends now */
        void onTime(Instant databaseTime, Duration took);

        /** Others have given this process up: nothing it has in hand is its own any more. It goes on under the new id. */
        void onTakenForDead(UUID newWorker);

        /** Somebody was taken out: whatever it held is free. */
        void onDeath(Member dead);

        /** The database answers again, after it had not. */
        void onReturn();
    }

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);

    private final MemberTable table;
    private final Members members;
    private final Rhythm rhythm;
    private final Listener listener;
    private final Supplier<UUID> ids;
    private final LongSupplier nanos;
    private final Watch watch;
    private @Nullable Session session;
    private boolean failing;

    /** When the last beat was sent that was answered well: until then nobody had given this process up. */
    private volatile long known;

    private volatile CompletableFuture<Void> nextBeat = new CompletableFuture<>();

    /** @param nanos a monotonic clock */
    public Pulse(
            MemberTable table,
            Members members,
            Rhythm rhythm,
            Listener listener,
            Supplier<UUID> ids,
            LongSupplier nanos) {
        this.table = table;
        this.members = members;
        this.rhythm = rhythm;
        this.listener = listener;
        this.ids = ids;
        this.nanos = nanos;
        this.watch = new Watch(new Watch.Limits(rhythm.gone(), rhythm.silence()));
        this.known = nanos.getAsLong() - rhythm.gone().toNanos();
    }

    /** Makes this process known and looks around once. */
    public void start() {
        join(members.self());
        beat();
    }

    private void join(Member self) {
        table.register(self).forEach(listener::onDeath);
    }

    /** One sign of life; returns how long to wait for the next. */
    public Duration round() {
        try {
            beat();
            recovered();
        } catch (RuntimeException e) {
            end();
            if (!failing) {
                log.warn("no sign of life could be given; it is tried each {}: {}", rhythm.beat(), e.toString());
            }
            failing = true;
        }
        return rhythm.beat();
    }

    private void recovered() {
        if (failing) {
            failing = false;
            log.info("signs of life are given again");
            listener.onReturn();
        }
    }

    private void beat() {
        Session open = session();
        long asked = nanos.getAsLong();
        Heard heard = open.beat();
        long now = nanos.getAsLong();
        listener.onTime(heard.databaseTime(), Duration.ofNanos(now - asked));
        if (!heard.registered()) {
            known = asked - rhythm.gone().toNanos();
            startAnew();
            return;
        }
        known = asked;
        answered();
        Watch.Judgement judgement = watch.look(members.self().worker(), heard.everybody(), now);
        members.update(judgement.present());
        judgement.dead().forEach(this::takeOut);
    }

    private Session session() {
        Session open = session;
        if (open == null) {
            watch.begin();
            open = table.open(members.self());
            session = open;
        }
        return open;
    }

    private void takeOut(Sighting seen) {
        if (table.remove(seen)) {
            Member dead = seen.member();
            log.warn(
                    "worker {} of node {} shows no sign of life any more and counts as dead",
                    dead.worker(),
                    dead.node());
            listener.onDeath(dead);
        }
    }

    /** Under another node as well: if a second process goes by this one's node, each would be the other's successor for ever. */
    private void startAnew() {
        Member renewed = members.self().as(ids.get(), ids.get());
        // Known before any run starts under the new name, or others would find that run with a worker nobody knows.
        join(renewed);
        listener.onTakenForDead(renewed.worker());
        end();
        members.become(renewed);
    }

    private void end() {
        Session open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    /**
     * Whether it is certain that nobody has given this process up: it was known to all a moment ago, and nobody may be given up
     * within that time.
     */
    public boolean isKnown() {
        return nanos.getAsLong() - known < rhythm.gone().toNanos();
    }

    /** Completes at the next sign of life that is answered well. */
    public CompletionStage<Void> nextBeat() {
        return nextBeat;
    }

    private void answered() {
        CompletableFuture<Void> awaited = nextBeat;
        nextBeat = new CompletableFuture<>();
        awaited.complete(null);
    }

    /** Takes no more share of the common work. */
    public void withdraw() {
        Member leaving = members.self();
        members.become(leaving.withdrawn());
        try {
            table.withdraw(leaving.worker());
        } catch (RuntimeException e) {
            log.info("the others were not told that this process stops: {}", e.toString());
        }
    }

    /** Leaves; whatever this process left running is ended by the others or at the next start. Not while a round is under way. */
    @Override
    public void close() {
        end();
        try {
            table.remove(members.self().worker());
        } catch (RuntimeException e) {
            log.info(
                    "worker {} could not sign off; its silence will tell: {}",
                    members.self().worker(),
                    e.toString());
        }
    }
}
