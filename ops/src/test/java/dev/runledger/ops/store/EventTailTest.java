package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.store.EventTail.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.Test;

class EventTailTest {

    private final List<Long> heads = new ArrayList<>();
    private final EventTail tail = new EventTail(1000, this::moved);

    private void moved() {
        heads.add(tail.head());
    }

    @Test
    void theHeadWaitsForAnEarlierAppendThatIsNotPublishedYet() {
        Append first = tail.begin(0);
        Append second = tail.begin(10);
        tail.publish(second, page(10, 20, 100));
        assertThat(tail.head()).isZero();
        tail.publish(first, page(0, 10, 100));
        assertThat(tail.head()).isEqualTo(20);
        assertThat(heads).containsExactly(20L);
    }

    @Test
    void aRolledBackAppendHoldsNobodyUp() {
        Append first = tail.begin(0);
        Append second = tail.begin(0);
        tail.publish(second, page(0, 5, 100));
        tail.drop(first);
        assertThat(tail.head()).isEqualTo(5);
    }

    @Test
    void anotherNodesPositionDoesNotHideAnAppendOfThisOne() {
        Append mine = tail.begin(10);
        tail.heard(30);
        assertThat(tail.head()).isEqualTo(10);
        tail.publish(mine, page(10, 20, 100));
        assertThat(tail.head()).isEqualTo(30);
    }

    @Test
    void anAppendThatHangsIsPassedWhenSomebodyInsists() {
        Append hung = tail.begin(10);
        tail.heard(30);
        tail.insist(30);
        assertThat(tail.head()).isEqualTo(30);
        tail.drop(hung);
        assertThat(tail.head()).isEqualTo(30);
    }

    @Test
    void theHeadNeverGoesBack() {
        tail.heard(30);
        tail.heard(20);
        tail.publish(tail.begin(10), page(10, 20, 100));
        assertThat(tail.head()).isEqualTo(30);
        assertThat(heads).containsExactly(30L);
    }

    @Test
    void theOldestPagesLeaveWhenTheBytesAreSpent() {
        for (int i = 0; i < 5; i++) {
            tail.publish(tail.begin(i * 10L), page(i * 10L, i * 10L + 10, 300));
        }
        assertThat(tail.after(0)).isNull();
        assertThat(tail.after(10)).isNull();
        assertThat(tail.after(20)).isNotNull();
        assertThat(tail.after(40)).isNotNull();
    }

    @Test
    void aPageLargerThanTheBoundIsNotKept() {
        tail.publish(tail.begin(0), page(0, 10, 2000));
        assertThat(tail.after(0)).isNull();
        assertThat(tail.head()).isEqualTo(10);
    }

    @Test
    void aReaderInTheMiddleOfAPageGetsTheRestOfIt() {
        tail.publish(tail.begin(0), page(0, 10, 100));
        EventPage rest = Objects.requireNonNull(tail.after(7));
        assertThat(rest.events()).map(EventPage::position).containsExactly(8L, 9L, 10L);
        assertThat(tail.after(10)).isNull();
    }

    private static EventPage page(long after, long upto, long bytes) {
        List<TrackedEventMessage<?>> events = new ArrayList<>();
        LongStream.rangeClosed(after + 1, upto).forEach(position -> events.add(EventRows.live(position, event())));
        return new EventPage(after, upto, events, bytes);
    }

    private static GenericDomainEventMessage<String> event() {
        return new GenericDomainEventMessage<>("Counter", "a", 0, "payload");
    }
}
