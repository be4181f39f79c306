package dev.runledger.command.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final int THINGS = 9_000;

    @Test
    void everyThingIsExactlyOnesAndTheSharesAreEven() {
        Map<Member, List<String>> shares = shares(members(3));

        assertThat(shares.values()).allSatisfy(share -> assertThat(share).hasSizeBetween(2_800, 3_200));
        assertThat(shares.values().stream().mapToInt(List::size).sum()).isEqualTo(THINGS);
    }

    @Test
    void whenOneGoesOnlyItsOwnThingsChangeHands() {
        List<Member> three = members(3);
        Map<Member, List<String>> before = shares(three);

        Map<Member, List<String>> after = shares(three.subList(0, 2));

        after.forEach((member, share) -> assertThat(share).containsAll(before.get(member)));
    }

    @Test
    void whoDoesNotHaveTheRoleOrIsOnItsWayDownGetsNothing() {
        Member worker = member(1, Set.of(NodeRole.WORKER));
        Member leaving = member(2, NodeRole.ALL).withdrawn();
        Member command = member(3, Set.of(NodeRole.COMMAND));
        List<Member> all = List.of(worker, leaving, command);

        assertThat(mine(worker, all, NodeRole.COMMAND)).isEmpty();
        assertThat(mine(leaving, all, NodeRole.COMMAND)).isEmpty();
        assertThat(mine(command, all, NodeRole.COMMAND)).hasSize(THINGS);
        assertThat(mine(worker, all, NodeRole.QUERY)).isEmpty();
    }

    @Test
    void theOthersAreCountedByRole() {
        Members members = new Members(member(1, NodeRole.ALL));
        assertThat(members.count(NodeRole.WORKER)).isOne();
        assertThat(members.othersHave(NodeRole.WORKER)).isFalse();

        members.update(List.of(member(1, NodeRole.ALL), member(2, Set.of(NodeRole.WORKER))));

        assertThat(members.count(NodeRole.WORKER)).isEqualTo(2);
        assertThat(members.count(NodeRole.QUERY)).isOne();
        assertThat(members.othersHave(NodeRole.WORKER)).isTrue();
        assertThat(members.othersHave(NodeRole.QUERY)).isFalse();
    }

    private static Map<Member, List<String>> shares(List<Member> all) {
        Map<Member, List<String>> shares = new HashMap<>();
        all.forEach(member -> shares.put(member, mine(member, all, NodeRole.COMMAND)));
        return shares;
    }

    private static List<String> mine(Member self, List<Member> all, NodeRole role) {
        Members members = new Members(self);
        members.update(all);
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < THINGS; i++) {
            String thing = "acme.1/job/job-" + i;
            if (members.mine(role, thing)) {
                mine.add(thing);
            }
        }
        return mine;
    }

    private static List<Member> members(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> member(number, NodeRole.ALL))
                .toList();
    }

    private static Member member(int number, Set<NodeRole> roles) {
        return new Member(new UUID(1, number), new UUID(2, number), new UUID(3, number), roles);
    }
}
