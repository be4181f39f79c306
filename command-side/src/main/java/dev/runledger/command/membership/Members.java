package dev.runledger.command.membership;

import java.util.List;
import java.util.UUID;

/**
 * Who shares the common work right now, as this process sees it. Two processes may see it differently for a moment, so what is
 * shared this way must not mind being done twice, or a moment later. Safe for all threads.
 */
public final class Members {

    private volatile Member self;
    private volatile List<Member> present;

    public Members(Member self) {
        this.self = self;
        this.present = List.of(self);
    }

    /** This process. */
    public Member self() {
        return self;
    }

    void become(Member renewed) {
        self = renewed;
        present = List.of(renewed);
    }

    void update(List<Member> seen) {
        present = seen.stream()
                .map(member -> member.worker().equals(self.worker()) ? self : member)
                .toList();
    }

    /** How many have a role; at least one if this process has it. */
    public int count(NodeRole role) {
        return (int)
                present.stream().filter(member -> member.roles().contains(role)).count();
    }

    /** Whether anybody else has a role. */
    public boolean othersHave(NodeRole role) {
        return present.stream()
                .anyMatch(member -> !member.process().equals(self.process())
                        && member.roles().contains(role));
    }

    /**
     * Whether a thing is this process's to see to, among those that have a role. When somebody comes or goes, only what it
     * gets or had changes hands (rendezvous hashing).
     */
    public boolean mine(NodeRole role, String thing) {
        UUID best = null;
        long most = Long.MIN_VALUE;
        for (Member member : present) {
            long weight = weight(member.worker(), thing);
            if (member.roles().contains(role) && (best == null || weight > most)) {
                best = member.worker();
                most = weight;
            }
        }
        return self.worker().equals(best);
    }

    private static long weight(UUID worker, String thing) {
        return mixed(worker.getLeastSignificantBits() ^ mixed(thing.hashCode() * 0x9E37_79B9_7F4A_7C15L));
    }

    /** Spreads every bit over all others (the finalizer of SplitMix64). */
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return twice ^ (twice >>> 31);
    }
}
