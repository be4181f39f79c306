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
    @ValueSource(
            strings = {
                "08006", "08003", "08007", "57014", "57P01", "57P02", "57P03", "57P05", "53100", "53200", "53300",
                "58030", "58P01", "25006", "25P03", "25P04", "40003"
            })
    void storageThatCannotBeReachedIsUnavailable(String state) {
        assertThat(CommitFailure.of(wrapped(state), false)).isEqualTo(CommitFailure.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01", "25P02", "55P03", "26000", "0A000"})
    void whatOthersDidMeanwhileIsAConflict(String state) {
        assertThat(CommitFailure.of(wrapped(state), true)).isEqualTo(CommitFailure.CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23503", "P0001", "42501", "XX000"})
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
        Throwable unknown = new TransactionSystemException("on purpose");
        assertThat(CommitFailure.of(unknown, true)).isEqualTo(CommitFailure.UNAVAILABLE);
        assertThat(CommitFailure.of(unknown, false)).isEqualTo(CommitFailure.FAULT);
    }

    @Test
    void aConnectionThatThePoolHasClosedIsUnavailable() {
        Throwable closed = new TransactionSystemException("on purpose", new SQLException("Connection is closed"));
        assertThat(CommitFailure.of(closed, false)).isEqualTo(CommitFailure.UNAVAILABLE);
    }

    @Test
    void aLimitThatACommitMeetsIsNotTheCommandsFault() {
        assertThat(CommitFailure.of(wrapped("54000"), true)).isEqualTo(CommitFailure.UNAVAILABLE);
        assertThat(CommitFailure.of(wrapped("54000"), false)).isEqualTo(CommitFailure.FAULT);
    }

    private static Throwable wrapped(String state) {
        return new EventStoreException("on purpose", new SQLException("on purpose", state));
    }
}
