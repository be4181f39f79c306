package dev.runledger.ops.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All figures of this node, and what has to be asked before they are told. Usable by any thread. */
public final class Figures implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Runnable> questions = new CopyOnWriteArrayList<>();

    /** Where whoever has a figure registers it, once. */
    public MeterRegistry registry() {
        return registry;
    }

    /** @param question asked before each scrape, in its thread: it waits for nothing for long, and fails for nothing */
    public void before(Runnable question) {
        questions.add(question);
    }

    /** In Prometheus' text format 0.0.4. */
    public String scrape() {
        questions.forEach(Runnable::run);
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
