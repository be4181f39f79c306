package dev.runledger.command.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.runledger.command.LedgerDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerTransactionTest {

    private final List<List<String>> written = new ArrayList<>();
    private final List<List<String>> told = new ArrayList<>();
    private final PerTransaction<List<String>> batches = new PerTransaction<>(ArrayList::new, written::add, told::add);
    private final LedgerDatabase database = new LedgerDatabase();

    PerTransactionTest() throws SQLException {}

    @Test
    void aTransactionsBatchIsWrittenBeforeItsCommitAndToldAfterIt() {
        database.transaction().executeWithoutResult(status -> {
            batches.current().add("a");
            batches.current().add("b");
            assertThat(written).isEmpty();
        });

        assertThat(written).containsExactly(List.of("a", "b"));
        assertThat(told).containsExactly(List.of("a", "b"));
    }

    @Test
    void eachTransactionHasItsOwn() {
        database.transaction().executeWithoutResult(status -> batches.current().add("a"));
        database.transaction().executeWithoutResult(status -> batches.current().add("b"));

        assertThat(told).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aRollbackLosesIt() {
        database.transaction().executeWithoutResult(status -> {
            batches.current().add("a");
            status.setRollbackOnly();
        });
        database.transaction().executeWithoutResult(status -> batches.current().add("b"));

        assertThat(written).containsExactly(List.of("b"));
        assertThat(told).containsExactly(List.of("b"));
    }

    @Test
    void whatCannotBeWrittenIsNotTold() {
        PerTransaction<List<String>> failing = new PerTransaction<>(
                ArrayList::new,
                batch -> {
                    throw new IllegalStateException("the write fails");
                },
                told::add);

        assertThatIllegalStateException()
                .isThrownBy(() -> database.transaction()
                        .executeWithoutResult(status -> failing.current().add("a")));

        assertThat(told).isEmpty();
    }

    @Test
    void severalOfThemShareATransaction() {
        PerTransaction<List<String>> other = new PerTransaction<>(ArrayList::new, written::add, told::add);

        database.transaction().executeWithoutResult(status -> {
            batches.current().add("a");
            other.current().add("b");
        });

        assertThat(told).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void withoutATransactionThereIsNone() {
        assertThatIllegalStateException().isThrownBy(batches::current);
    }
}
