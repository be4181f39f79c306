package dev.runledger.command.catalog;

import dev.runledger.command.catalog.UsageCounters.Reading;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.account.Admission;
import dev.runledger.kernel.account.Allowance;
import dev.runledger.kernel.account.Meter;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/** Counts one account's starts within one batch of commands. Used by the batch's thread alone. */
final class BatchMeter implements Meter {

    private final AccountId account;
    private final Allowance allowance;
    private final UsageCounters counters;
    private final Map<String, Month> months = new TreeMap<>();

    BatchMeter(AccountId account, Allowance allowance, UsageCounters counters) {
        this.account = account;
        this.allowance = allowance;
        this.counters = counters;
    }

    /** What this batch does to one month's counter. */
    private static final class Month {

        private final UsageBlock block = new UsageBlock();
        private final @Nullable Reading reading;

        /** @param reading null if nothing depends on the counter */
        Month(@Nullable Reading reading) {
            this.reading = reading;
        }

        long used() {
            return reading == null ? 0 : reading.used() + block.counted();
        }
    }

    AccountId account() {
        return account;
    }

    /** Starts will most likely be in that month. */
    void expect(YearMonth period) {
        month(period.toString());
    }

    @Override
    public Admission admit(UUID run, String job, String environment, Instant at) {
        Month month = month(YearMonth.from(at.atOffset(ZoneOffset.UTC)).toString());
        Admission admission = allowance.admit(month.used());
        UsageBlock.Entry entry = new UsageBlock.Entry(
                run, job, environment, at, admission instanceof Admission.Admitted, allowance.rule());
        month.block.add(entry);
        // A command that is refused after this has started nothing.
        CurrentUnitOfWork.ifStarted(unit -> unit.onRollback(u -> month.block.remove(entry)));
        return admission;
    }

    private Month month(String period) {
        return months.computeIfAbsent(
                period, p -> new Month(allowance.limits() ? counters.read(account, p, allowance) : null));
    }

    void flush() {
        months.forEach((period, month) -> {
            if (!month.block.isEmpty()) {
                counters.raise(account, period, month.block, allowance);
            }
        });
    }
}
