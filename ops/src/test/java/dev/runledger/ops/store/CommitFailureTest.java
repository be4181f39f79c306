package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class CommitFailureTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08003", "57P01", "57P02", "57P03", "53300", "53100", "58030", "25006"})
    void storageThatCannotBeReachedIsUnavailable(String state) {
        assertThat(CommitFailure.of(wrapped(state), false)).isEqualTo(CommitFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01", "25P02", "55P03"})
    void whatOthersDidMeanwhileIsAConflict(String state) {
        assertThat(CommitFailure.of(wrapped(state), true)).isEqualTo(CommitFailure.CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23503", "P0001", "57014"})
    void whatTheServerRefusesIsAFault(String state) {
        assertThat(CommitFailure.of(wrapped(state), true)).isEqualTo(CommitFailure.FAULT);
    }

    @Test
    void aStreamThatHasGoneOnIsAConflict() {
        assertThat(CommitFailure.of(new ConcurrencyException("on purpose"), false))
                .isEqualTo(CommitFailure.CONFLICT);
    }

    @Test
    void anExhaustedPoolIsUnavailable() {
        assertThat(CommitFailure.of(new SQLTransientConnectionException("no connection"), false))
                .isEqualTo(CommitFailure.UNAVAILABLE);
        assertThat(CommitFailure.of(new CannotCreateTransactionException("no connection"), false))
                .isEqualTo(CommitFailure.UNAVAILABLE);
    }

    @Test
    void aLostConnectionCountsMoreThanTheConflictItCaused() {
        Throwable both = new ConcurrencyException("on purpose", new SQLException("gone", "08006"));
        assertThat(CommitFailure.of(both, false)).isEqualTo(CommitFailure.UNAVAILABLE);
    }

    @Test
    void aCommitThatFailsForNoKnownReasonMayHaveTakenPlace() {
        Throwable unknown = new TransactionSystemException("on purpose", new SQLException("what?"));
        assertThat(CommitFailure.of(unknown, true)).isEqualTo(CommitFailure.UNAVAILABLE);
        assertThat(CommitFailure.of(unknown, false)).isEqualTo(CommitFailure.FAULT);
    }

    private static Throwable wrapped(String state) {
        return new EventStoreException("on purpose", new SQLException("on purpose", state));
    }
}
