package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.Summary;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

/** An answer of {@code /metrics}, as somebody else's reader of Prometheus' text format reads it. */
record Scrape(Map<String, MetricFamily> families) {

    private static final String NAME = "[a-z][a-z0-9_]*";

    /** Each line in the format's narrowest form: readers skip what they do not understand. */
    private static final Pattern LINE = Pattern.compile("# HELP " + NAME + " \\S.*|# TYPE " + NAME
            + " (counter|gauge|histogram|summary)|" + NAME + "(\\{" + NAME + "=\"[^\"\\\\]*\"(," + NAME
            + "=\"[^\"\\\\]*\")*})? (NaN|[+-]Inf|[-+0-9.E]+)");

    static Scrape of(String text) {
        assertThat(text).endsWith("\n");
        assertThat(text.lines()).allMatch(line -> LINE.matcher(line).matches());
        CollectorPrometheusMetricsWalker walker = new CollectorPrometheusMetricsWalker();
        new TextPrometheusMetricsProcessor(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), walker)
                .walk();
        List<MetricFamily> families = walker.getAllMetricFamilies();
        assertThat(families).isNotNull();
        return new Scrape(families.stream().collect(Collectors.toMap(MetricFamily::getName, family -> family)));
    }

    /** By name: the type and the names of labels. */
    Map<String, String> series() {
        Map<String, String> series = new TreeMap<>();
        families.values().forEach(family -> series.put(family.getName(), described(family)));
        return series;
    }

    private static String described(MetricFamily family) {
        Set<String> labels = new TreeSet<>();
        family.getMetrics().forEach(metric -> labels.addAll(metric.getLabels().keySet()));
        return family.getType().name().toLowerCase(Locale.ROOT) + " " + String.join(", ", labels);
    }

    /** By the values of these labels, those that are not zero. */
    Map<String, Double> counted(String name, String... labels) {
        Map<String, Double> counted = new TreeMap<>();
        for (Metric metric : metrics(name)) {
            double value = value(metric);
            if (value != 0) {
                counted.put(
                        List.of(labels).stream().map(metric.getLabels()::get).collect(Collectors.joining(" ")), value);
            }
        }
        return counted;
    }

    /** Of a series without labels: its value, or how many spans a histogram holds. */
    double only(String name) {
        assertThat(metrics(name)).hasSize(1);
        return value(metrics(name).getFirst());
    }

    Histogram histogram(String name) {
        return (Histogram) metrics(name).getFirst();
    }

    private List<Metric> metrics(String name) {
        MetricFamily family = families.get(name);
        return Objects.requireNonNull(family, name).getMetrics();
    }

    private static double value(Metric metric) {
        return switch (metric) {
            case Counter counter -> counter.getValue();
            case Gauge gauge -> gauge.getValue();
            case Histogram histogram -> histogram.getSampleCount();
            case Summary summary -> summary.getSampleCount();
            default -> throw new IllegalStateException(metric.getName());
        };
    }
}
