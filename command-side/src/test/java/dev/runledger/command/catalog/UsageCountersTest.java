package dev.runledger.command.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Admission;
import dev.runledger.kernel.account.Allowance;
import dev.runledger.kernel.account.Meter;
import dev.runledger.kernel.account.OveragePolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;

class UsageCountersTest {

    private static final AccountId ACME = new AccountId("acme", 1);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final YearMonth MARCH = YearMonth.of(2026, 3);

    private final LedgerDatabase database = new LedgerDatabase();
    private volatile Allowance allowance = Allowance.UNLIMITED;
    private final UsageCounters usage =
            new UsageCounters(database.sql(), accounts -> Map.of(ACME, allowance), Clock.fixed(NOON, ZoneOffset.UTC));

    UsageCountersTest() throws SQLException {}

    @Test
    void startsAreCountedInTheMonthOfTheirStart() {
        inBatch(meter -> {
            admit(meter, NOON);
            admit(meter, Instant.parse("2026-03-31T23:59:59.999Z"));
            admit(meter, Instant.parse("2026-04-01T00:00:00Z"));
        });

        assertThat(counted(MARCH)).isEqualTo(2);
        assertThat(counted(YearMonth.of(2026, 4))).isEqualTo(1);
    }

    @Test
    void aStartThatIsTakenBackIsNotCounted() {
        inBatch(meter -> {
            admit(meter, NOON);
            nested(false, () -> admit(meter, NOON));
            nested(true, () -> admit(meter, NOON));
        });

        assertThat(counted(MARCH)).isEqualTo(2);
    }

    @Test
    void aTransactionThatIsRolledBackCountsNothing() {
        assertThatThrownBy(() -> inBatch(meter -> {
                    admit(meter, NOON);
                    throw new IllegalStateException("broke");
                }))
                .hasMessage("broke");

        assertThat(counted(MARCH)).isZero();
    }

    @Test
    void whatIsRefusedIsCountedApart() {
        allowance = Allowance.of(2, 0, new OveragePolicy.Allow());
        List<Admission> decisions = new ArrayList<>();
        inBatch(meter -> IntStream.range(0, 5).forEach(i -> decisions.add(admit(meter, NOON))));

        assertThat(decisions.stream().map(Object::getClass).distinct())
                .containsExactly(Admission.Admitted.class, Admission.Denied.class);
        assertThat(usage.of(ACME, MARCH)).isEqualTo(new UsageCounters.Counter(2, 3));
    }

    @Test
    void aNewMonthBeginsWithNothingUsed() {
        allowance = Allowance.of(1, 0, new OveragePolicy.Allow());
        inBatch(meter -> {
            assertThat(admit(meter, NOON)).isInstanceOf(Admission.Admitted.class);
            assertThat(admit(meter, NOON)).isInstanceOf(Admission.Denied.class);
            assertThat(admit(meter, Instant.parse("2026-04-01T00:00:00Z"))).isInstanceOf(Admission.Admitted.class);
        });
    }

    @Test
    void ofManyAtOnceNotOneRunMoreThanTheLimitIsAdmitted() throws Exception {
        int limit = 777;
        allowance = Allowance.of(limit, 0, new OveragePolicy.Allow());
        AtomicInteger admitted = new AtomicInteger();
        try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
            List<Future<?>> batches = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int size = 1 + i % 25;
                batches.add(nodes.submit(() ->
                        inBatch(meter -> IntStream.range(0, size).forEach(n -> {
                            if (admit(meter, NOON) instanceof Admission.Admitted) {
                                admitted.incrementAndGet();
                            }
                        }))));
            }
            for (Future<?> batch : batches) {
                batch.get();
            }
        }

        assertThat(admitted).hasValue(limit);
        assertThat(usage.of(ACME, MARCH)).isEqualTo(new UsageCounters.Counter(limit, 1_300 - limit));
    }

    @Test
    void aBatchThatWasFarFromTheLimitAndMeetsItIsHandledAnew() {
        long limit = UsageCounters.NEAR + 100;
        allowance = Allowance.of(limit, 0, new OveragePolicy.Allow());

        assertThatThrownBy(() -> inBatch(meter -> {
                    admit(meter, NOON);
                    elsewhere("INSERT INTO ledger.usage VALUES ('acme', '2026-03', " + limit + ", 0)");
                }))
                .isInstanceOf(ConcurrencyException.class);

        assertThat(counted(MARCH)).isEqualTo(limit);
    }

    @Test
    void aLimitThatWasLoweredBelowWhatIsUsedOnlyRefuses() {
        inBatch(meter -> IntStream.range(0, 5).forEach(i -> admit(meter, NOON)));
        allowance = Allowance.of(2, 100, new OveragePolicy.HardStop());

        inBatch(meter -> assertThat(admit(meter, NOON)).isInstanceOf(Admission.Denied.class));

        assertThat(usage.of(ACME, MARCH)).isEqualTo(new UsageCounters.Counter(5, 1));
    }

    @Test
    void theLedgerHoldsEachDecisionInOrder() {
        allowance = Allowance.of(2, 100, new OveragePolicy.HardStop());
        inBatch(meter -> admit(meter, NOON));
        inBatch(meter -> IntStream.range(0, 3).forEach(i -> admit(meter, NOON)));

        assertThat(database.sql().queryForList("""
                        SELECT used, cardinality(runs) AS size, counted::text, rules[1] AS rule
                          FROM ledger.usage_block ORDER BY number""").toString())
                .isEqualTo("[{used=1, size=1, counted={t}, rule=hard_stop},"
                        + " {used=2, size=3, counted={t,f,f}, rule=hard_stop}]");
    }

    /** On another node. */
    private void elsewhere(String statement) {
        try (Connection connection = database.source().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long counted(YearMonth period) {
        return usage.of(ACME, period).used();
    }

    private static Admission admit(Meter meter, Instant at) {
        return meter.admit(UUID.randomUUID(), "nightly", "production", at);
    }

    /** As the bus does it: one unit of work within one transaction. */
    private void inBatch(Consumer<Meter> work) {
        database.transaction().executeWithoutResult(status -> {
            UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(new GenericMessage<>("batch"));
            try {
                work.accept(usage.meters(Set.of(ACME)).get(ACME));
                unit.commit();
            } finally {
                if (unit.isActive()) {
                    unit.rollback();
                }
            }
        });
    }

    private static void nested(boolean succeeds, Runnable work) {
        UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(new GenericMessage<>("command"));
        work.run();
        if (succeeds) {
            unit.commit();
        } else {
            unit.rollback();
        }
    }
}
