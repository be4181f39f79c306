package dev.runledger.query.retry;

import static dev.runledger.query.retry.RetryPolicySamples.created;
import static dev.runledger.query.retry.RetryPolicySamples.deleted;
import static dev.runledger.query.retry.RetryPolicySamples.replaced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.query.batch.ViewsDatabase;
import java.util.List;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.LinkedMultiValueMap;

class RetryPolicyProjectionTest {

    private static final ViewsDatabase VIEWS = ViewsDatabase.onOneConnection();
    private static final RetryPolicyCreated CREATED = created("gentle", "Gentle \uD83D\uDC22");
    private static final RetryPolicyEvent REPLACED = replaced(CREATED, 2, "Zealous");
    private static final RetryPolicyEvent DELETED = deleted(CREATED, 2);

    private final RetryPolicyProjection projection = new RetryPolicyProjection(VIEWS.jdbc());
    private final RetryPolicyQueries policies = new RetryPolicyQueries(VIEWS.jdbc());

    @BeforeEach
    void noRows() {
        VIEWS.clear();
    }

    @Test
    void theLatestEventAloneMakesTheRow() {
        VIEWS.commit(() -> {
            projection.on(CREATED, 0);
            projection.on(REPLACED, 1);
        });

        assertThat(listed()).containsExactly(RetryPolicyView.after(REPLACED));
    }

    @Test
    void eventsThatComeAgainOrLateChangeNothing() {
        VIEWS.commit(() -> projection.on(REPLACED, 1));
        VIEWS.commit(() -> {
            projection.on(CREATED, 0);
            projection.on(REPLACED, 1);
        });
        VIEWS.commit(() -> projection.on(CREATED, 0));

        assertThat(listed()).containsExactly(RetryPolicyView.after(REPLACED));
    }

    @Test
    void aDeletedPolicyIsNoLongerListedUntilItsSlugLivesAgain() {
        VIEWS.commit(() -> projection.on(CREATED, 0));
        VIEWS.commit(() -> projection.on(DELETED, 1));
        assertThat(listed()).isEmpty();

        RetryPolicyCreated again = created("gentle", "Again");
        VIEWS.commit(() -> projection.on(again, 2));
        assertThat(listed()).containsExactly(RetryPolicyView.after(again));
    }

    @Test
    void axonTellsEachEventsPlaceInItsStream() {
        AnnotationEventHandlerAdapter adapter = new AnnotationEventHandlerAdapter(projection);

        VIEWS.commit(() -> handle(adapter, new GenericDomainEventMessage<>("policy", "gentle", 7, CREATED)));

        assertThat(VIEWS.jdbc().queryForObject("select sequence from views.retry_policy", Long.class))
                .isEqualTo(7);
    }

    private static void handle(AnnotationEventHandlerAdapter adapter, EventMessage<?> event) {
        try {
            adapter.handle(event);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<RetryPolicyView> listed() {
        return policies.page(AccountId.DEFAULT, RetryPolicyListing.of(new LinkedMultiValueMap<>()));
    }
}
