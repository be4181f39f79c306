package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.execution.Turns.Turn;
import dev.runledger.kernel.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final int MANY = 10_000;

    private final Turns<String> turns = new Turns<>(new InFlightLimits(6, 4, 2));
    private long numbers;

    private Turn<String> ask(String account, String host) {
        Turn<String> turn = new Turn<>(account + " to " + host, numbers++);
        turns.ask(turn, place(account, host));
        return turn;
    }

    private List<Turn<String>> ask(int times, String account, String host) {
        return Stream.generate(() -> ask(account, host)).limit(times).toList();
    }

    static Place place(String account, String host) {
        return new Place(new AccountId(account, 1), host);
    }

    private List<Turn<String>> all() {
        return Stream.generate(turns::next)
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .toList();
    }

    private List<String> going() {
        return all().stream().map(Turn::who).toList();
    }

    @Test
    void aTurnComesAtOnceWhileThereIsRoom() {
        Turn<String> turn = ask("a", "h");
        assertThat(turn.waits()).isTrue();
        assertThat(turns.next()).containsSame(turn);
        assertThat(turn.isHeld()).isTrue();
        assertThat(turns.hasTurn(turn, place("a", "h"))).isTrue();
        assertThat(turns.hasTurn(turn, place("a", "g"))).isFalse();
        assertThat(turns.next()).isEmpty();
    }

    @Test
    void aHostTakesSoManyFromAllAccountsTogether() {
        ask(2, "a", "h");
        ask(2, "b", "h");
        assertThat(going()).containsExactly("a to h", "b to h");
    }

    @Test
    void anAccountTakesSoManyToAllHostsTogether() {
        for (String host : List.of("h", "g", "f")) {
            ask(2, "a", host);
        }
        assertThat(going()).hasSize(4);
        assertThat(turns.waiting()).isEqualTo(2);
    }

    @Test
    void allTogetherAreNoMoreThanTheTotal() {
        for (String account : List.of("a", "b", "c", "d")) {
            ask(2, account, account);
        }
        assertThat(going()).hasSize(6);
        assertThat(turns.held()).isEqualTo(6);
    }

    @Test
    void whoCallsNobodyNeedsNoRoomAtAHost() {
        ask(4, "a", Place.NO_HOST);
        assertThat(going()).hasSize(4);
    }

    @Test
    void aHostThatNeverAnswersDelaysOnlyThoseWhoCallIt() {
        ask(MANY, "a", "slow");
        ask("a", "fast");
        ask("b", "fast");
        assertThat(going()).containsExactlyInAnyOrder("a to slow", "a to slow", "a to fast", "b to fast");
    }

    @Test
    void anAccountsBacklogDelaysAnothersFirstByOneTurn() {
        ask(MANY, "a", "h");
        ask(MANY, "a", "g");
        ask(MANY, "b", "f");
        List<Turn<String>> going = all();
        assertThat(going).hasSize(6);
        ask("c", "e");
        going.getLast().end();
        going.getFirst().end();
        assertThat(all()).extracting(Turn::who).contains("c to e");
    }

    @Test
    void accountsTakeTurnsAtAHost() {
        ask(MANY, "a", "h");
        List<Turn<String>> going = new ArrayList<>(all());
        ask(5, "b", "h");
        ask(5, "c", "h");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            going.removeFirst().end();
            going.addAll(all());
            order.add(going.getLast().who().substring(0, 1));
        }
        assertThat(order).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void accountsTakeTurnsAtAHostThatHasRoomForSeveral() {
        ask(2, "x", "h");
        List<Turn<String>> going = all();
        ask(5, "a", "h");
        ask(5, "b", "h");
        going.forEach(Turn::end);
        assertThat(going()).containsExactly("a to h", "b to h");
    }

    @Test
    void anAccountThatIsBusyElsewhereDoesNotKeepOthersFromAHostThatHasRoom() {
        Turns<String> two = new Turns<>(new InFlightLimits(2, 2, 1));
        Turn<String> atHost = new Turn<>("x to h", 0);
        Turn<String> elsewhere = new Turn<>("x to g", 1);
        two.ask(atHost, place("x", "h"));
        two.ask(elsewhere, place("x", "g"));
        assertThat(two.next()).containsSame(atHost);
        assertThat(two.next()).containsSame(elsewhere);
        for (int i = 0; i < 100; i++) {
            two.ask(new Turn<>("a to f" + i, 2 + i), place("a", "f" + i));
        }
        two.ask(new Turn<>("a to h", 200), place("a", "h"));
        two.ask(new Turn<>("b to h", 201), place("b", "h"));
        atHost.end();
        assertThat(two.next()).map(Turn::who).contains("a to f0");
        elsewhere.end();
        assertThat(two.next()).map(Turn::who).contains("b to h");
    }

    @Test
    void hostsOfAnAccountTakeTurns() {
        ask(MANY, "a", "h");
        ask(MANY, "a", "g");
        ask(MANY, "a", "f");
        assertThat(going()).containsExactly("a to h", "a to g", "a to f", "a to h");
    }

    @Test
    void inALaneTheLowestNumberGoesFirst() {
        Turn<String> late = new Turn<>("late", 7);
        Turn<String> early = new Turn<>("early", 3);
        turns.ask(late, place("a", "h"));
        turns.ask(early, place("a", "h"));
        assertThat(going()).containsExactly("early", "late");
    }

    @Test
    void roomThatComesUpAtAHostIsNotLostOnAnAccountThatFillsUpMeanwhile() {
        Turns<String> two = new Turns<>(new InFlightLimits(10, 1, 1));
        Turn<String> first = new Turn<>("other's, to the host", 0);
        two.ask(first, place("other", "h"));
        assertThat(two.next()).containsSame(first);
        Turn<String> alsoElsewhere = new Turn<>("a's, elsewhere", 1);
        two.ask(new Turn<>("a's, to the host", 2), place("a", "h"));
        two.ask(new Turn<>("b's, to the host", 3), place("b", "h"));
        two.ask(alsoElsewhere, place("a", "g"));
        first.end();
        assertThat(two.next()).containsSame(alsoElsewhere);
        assertThat(two.next()).map(Turn::who).contains("b's, to the host");
        assertThat(two.next()).isEmpty();
    }

    @Test
    void roomThatComesUpAtAHostIsNotLostOnALaneThatEmptiesMeanwhile() {
        List<Turn<String>> going = List.of(ask("a", "h"), ask("a", "h"));
        assertThat(all()).hasSize(2);
        Turn<String> called = ask("b", "h");
        ask("c", "h");
        going.getFirst().end();
        called.end();
        assertThat(going()).containsExactly("c to h");
    }

    @Test
    void whoWaitsNoLongerIsPassedOver() {
        List<Turn<String>> asked = ask(4, "a", "h");
        asked.get(1).end();
        asked.get(1).end();
        assertThat(all()).containsExactly(asked.get(0), asked.get(2));
        assertThat(turns.waiting()).isEqualTo(1);
    }

    @Test
    void aTurnThatEndedMayBeAskedForElsewhere() {
        Turn<String> turn = ask("a", "h");
        assertThat(all()).containsExactly(turn);
        turn.end();
        assertThat(turns.held()).isZero();
        turns.ask(turn, place("a", "g"));
        assertThat(all()).containsExactly(turn);
        assertThat(turns.hasTurn(turn, place("a", "g"))).isTrue();
    }

    @Test
    void whereNobodyWaitsOrGoesNothingIsRemembered() {
        List<Turn<String>> asked = ask(5, "a", "h");
        assertThat(all()).hasSize(2);
        asked.forEach(Turn::end);
        assertThat(turns.remembered()).isZero();
    }
}
