package dev.runledger.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.jsonapi.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints what was measured: one figure, one line of JSON. */
record Figures(PrintStream out) {

    private static final double PRECISION = 1_000;

    /** @param circumstances what a reader needs to know in order to compare this figure with another */
    void print(String bench, String figure, double value, String unit, Map<String, ?> circumstances) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("bench", bench);
        line.put("figure", figure);
        line.put("value", Math.round(value * PRECISION) / PRECISION);
        line.put("unit", unit);
        line.putAll(circumstances);
        try {
            out.println(Json.WIRE.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        out.flush();
    }
}
