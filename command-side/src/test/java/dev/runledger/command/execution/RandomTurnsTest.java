package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.execution.Turns.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever happens in whatever order, compared with a list of who waits and a list of who goes. */
class RandomTurnsTest {

    private static final int SEEDS = 60;
    private static final int STEPS = 1_500;

    @Test
    void nobodyWaitsForRoomThatIsThereAndNobodyTakesRoomThatIsNot() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Story(seed).happen();
        }
    }

    private record Wish(Place place, long number) {

        String account() {
            return place.account().name();
        }
    }

    private static final class Story {

        private final long seed;
        private final Random dice;
        private final InFlightLimits limits;
        private final Turns<Wish> turns;
        private final int accounts;
        private final int hosts;
        private final List<Turn<Wish>> waiting = new ArrayList<>();
        private final List<Turn<Wish>> going = new ArrayList<>();

        /** How many turns others had while an account waited that had room. */
        private final Map<String, Integer> passedOver = new HashMap<>();

        Story(long seed) {
            this.seed = seed;
            dice = new Random(seed);
            limits = new InFlightLimits(
                    1 + dice.nextInt(12), 1 + dice.nextInt(8), dice.nextInt(3) == 0 ? 12 : 1 + dice.nextInt(5));
            turns = new Turns<>(limits);
            accounts = 1 + dice.nextInt(6);
            hosts = 1 + dice.nextInt(6);
        }

        void happen() {
            int mostWaiting = 5 + dice.nextInt(60);
            for (int step = 0; step < STEPS; step++) {
                if (waiting.size() < mostWaiting && dice.nextInt(5) < 3) {
                    ask(step);
                } else if (!going.isEmpty() && dice.nextInt(4) > 0) {
                    end(going.remove(dice.nextInt(going.size())), step);
                } else if (!waiting.isEmpty()) {
                    waiting.remove(dice.nextInt(waiting.size())).end();
                }
                passedOver.keySet().retainAll(inTheRound());
                if (dice.nextInt(3) > 0) {
                    letGo();
                    verify();
                }
            }
            going.forEach(Turn::end);
            waiting.forEach(Turn::end);
            assertThat(turns.remembered()).as(this::toString).isZero();
        }

        private void ask(int step) {
            Wish wish = new Wish(TurnsTest.place("a" + dice.nextInt(accounts), host()), step);
            ask(new Turn<>(wish, step));
        }

        private void ask(Turn<Wish> turn) {
            turns.ask(turn, turn.who().place());
            waiting.add(turn);
        }

        private String host() {
            int host = dice.nextInt(hosts);
            return host == 5 ? Place.NO_HOST : "h" + host;
        }

        /** Now and then it is asked for again at once. */
        private void end(Turn<Wish> turn, int step) {
            turn.end();
            if (step % 10 == 0) {
                ask(turn);
            }
        }

        private void letGo() {
            for (Optional<Turn<Wish>> next = turns.next(); next.isPresent(); next = turns.next()) {
                Turn<Wish> turn = next.get();
                assertThat(hasRoom(turn.who().place()))
                        .as("%s lets %s go", this, turn.who())
                        .isTrue();
                assertThat(waiting.stream().map(Turn::who))
                        .as("%s lets %s go", this, turn.who())
                        .noneMatch(other -> other.place().equals(turn.who().place())
                                && other.number() < turn.who().number());
                countPassedOver(turn.who().account());
                assertThat(waiting.remove(turn)).isTrue();
                going.add(turn);
            }
        }

        /** Where hosts have room for all, each other account goes once at most before one that could; else so often as there are others. */
        private void countPassedOver(String goes) {
            Set<String> able = inTheRound();
            able.forEach(account -> passedOver.merge(account, 1, Integer::sum));
            passedOver.remove(goes);
            int most = limits.perHost() < limits.total() ? accounts * accounts : accounts;
            assertThat(passedOver.values())
                    .as("%s: turns that others had before %s", this, passedOver)
                    .allMatch(others -> others < most);
        }

        private Set<String> inTheRound() {
            return waiting.stream()
                    .map(Turn::who)
                    .filter(wish -> hasRoom(wish.place()))
                    .map(Wish::account)
                    .collect(Collectors.toSet());
        }

        private boolean hasRoom(Place place) {
            return count(Place::account, place.account()) < limits.perAccount()
                    && (place.host().isEmpty() || count(Place::host, place.host()) < limits.perHost());
        }

        private long count(Function<Place, Object> part, Object wanted) {
            return going.stream()
                    .filter(turn -> part.apply(turn.who().place()).equals(wanted))
                    .count();
        }

        private void verify() {
            assertThat(waiting)
                    .as("%s: could go", this)
                    .noneMatch(turn ->
                            going.size() < limits.total() && hasRoom(turn.who().place()));
            assertThat(waiting).as(this::toString).allMatch(Turn::waits);
            assertThat(going).as(this::toString).allMatch(Turn::isHeld);
            assertThat(turns.waiting()).as(this::toString).isEqualTo(waiting.size());
            assertThat(turns.held()).as(this::toString).isEqualTo(going.size());
        }

        @Override
        public String toString() {
            return "seed " + seed + " with " + limits;
        }
    }
}
