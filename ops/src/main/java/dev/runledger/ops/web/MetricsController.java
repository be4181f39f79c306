package dev.runledger.ops.web;

import dev.runledger.ops.metrics.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Figures of this service for Prometheus. Like the paths of health it asks for no key: nothing of what users store is in it. */
@RestController
class MetricsController {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final ProjectionLags lags;
    private final Figures figures;

    MetricsController(Figures figures, ProjectionLags lags, RunsInHand runs) {
        this.lags = lags;
        this.figures = figures;
        MeterRegistry registry = figures.registry();
        Gauge.builder("runledger.runs.waiting", runs::waiting)
                .description("Runs that are due on this node and wait for their turn.")
                .register(registry);
        Gauge.builder("runledger.runs.in.flight", runs::inFlight)
                .description("Runs that this node's worker carries out.")
                .register(registry);
        for (String projection : lags.names()) {
            Gauge.builder("runledger.projection.lag.events", () -> last(projection, ProjectionLag::behindEvents))
                    .description("Stored events that the projection has not taken in.")
                    .tag("projection", projection)
                    .register(registry);
            Gauge.builder("runledger.projection.lag", () -> last(projection, ProjectionLag::behindSeconds))
                    .description("How old the oldest event is that the projection has not taken in.")
                    .baseUnit("seconds")
                    .tag("projection", projection)
                    .register(registry);
        }
        // Asked once for all figures, which are then read from what is known.
        figures.before(lags::now);
    }

    @GetMapping("/metrics")
    ResponseEntity<String> metrics() {
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noStore())
                .body(figures.scrape());
    }

    private double last(String projection, ToDoubleFunction<ProjectionLag> figure) {
        ProjectionLag lag = lags.lastKnown().get(projection);
        return lag == null ? Double.NaN : figure.applyAsDouble(lag);
    }
}
