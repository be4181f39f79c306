package dev.runledger.ops.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What only the database knows of all nodes; {@code NaN} where it is not known. */
public final class LedgerFigures {

    private final Supplier<Optional<Standing>> known;

    /**
     * How all nodes stand.
     *
     * @param overdue recurring schedules, each with its environment, whose instant has passed and that did not fire
     * @param members nodes that are registered
     * @param oldestSign seconds since the last sign of life of the member that gave it longest ago; {@code NaN} without members
     */
    public record Standing(long overdue, long members, double oldestSign) {}

    private LedgerFigures(Supplier<Optional<Standing>> known) {
        this.known = known;
    }

    /** @param known what was told last, if it still tells anything; asked without waiting */
    public static void register(MeterRegistry registry, Supplier<Optional<Standing>> known) {
        LedgerFigures figures = new LedgerFigures(known);
        Gauge.builder("runledger.schedules.overdue", () -> figures.tell(Standing::overdue))
                .description(
                        "Recurring schedules whose next instant is more than 10 s past and not decided about, on all nodes.")
                .register(registry);
        Gauge.builder("runledger.members", () -> figures.tell(Standing::members))
                .description("Nodes that are registered in the database.")
                .register(registry);
        Gauge.builder("runledger.worker.heartbeat.age", () -> figures.tell(Standing::oldestSign))
                .description(
                        "Of all registered nodes, how long ago the one that was silent longest gave a sign of life.")
                .baseUnit("seconds")
                .register(registry);
    }

    private double tell(ToDoubleFunction<Standing> figure) {
        return known.get().map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
