package dev.runledger.command.membership;

import dev.runledger.command.membership.MemberTable.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Judges who lives, by what was seen through one unbroken session and by a clock that nobody sets. A restart of the database
 * breaks all sessions and their locks, so it begins all watching anew and makes nobody look dead. Used by one thread.
 */
final class Watch {

    /**
     * @param gone how long a process whose lock has gone may be without a sign of life: it ended, or lost its connection
     * @param silence how long a process may be without a sign of life if its lock is held, or was never seen
     */
    record Limits(Duration gone, Duration silence) {}

    /**
     * @param present share in the work
     * @param dead are to be taken out
     */
    record Judgement(List<Member> present, List<Member> dead) {}

    /** After which a process gets no share of the common work, until it is heard again. */
    static final Duration ABSENT = Duration.ofSeconds(4);

    private final Limits limits;
    private final Map<UUID, Seen> seen = new HashMap<>();

    Watch(Limits limits) {
        this.limits = limits;
    }

    /** What was seen of a process, and since when it has been quiet. */
    private record Seen(long beats, long since, boolean lockSeen) {}

    /** A new session: what was seen through the one before counts no more. */
    void begin() {
        seen.clear();
    }

    /**
     * @param self of whom nothing is judged
     * @param now by a monotonic clock, in nanoseconds
     */
    Judgement look(UUID self, List<Sighting> everybody, long now) {
        List<Member> present = new ArrayList<>();
        List<Member> dead = new ArrayList<>();
        Map<UUID, Seen> current = new HashMap<>();
        for (Sighting sighting : everybody) {
            UUID worker = sighting.member().worker();
            Seen latest = update(seen.get(worker), sighting, now);
            current.put(worker, latest);
            Duration quiet = Duration.ofNanos(now - latest.since());
            if (worker.equals(self) || quiet.compareTo(ABSENT) < 0) {
                present.add(sighting.member());
            } else if (isDead(latest, sighting, quiet)) {
                dead.add(sighting.member());
            }
        }
        seen.clear();
        seen.putAll(current);
        return new Judgement(present, dead);
    }

    private static Seen update(@Nullable Seen before, Sighting now, long at) {
        if (before == null) {
            return new Seen(now.beats(), at, now.locked());
        }
        boolean lockSeen = before.lockSeen() || now.locked();
        return new Seen(now.beats(), before.beats() == now.beats() ? before.since() : at, lockSeen);
    }

    private boolean isDead(Seen latest, Sighting sighting, Duration quiet) {
        boolean lockGone = latest.lockSeen() && !sighting.locked();
        return quiet.compareTo(lockGone ? limits.gone() : limits.silence()) >= 0;
    }
}
