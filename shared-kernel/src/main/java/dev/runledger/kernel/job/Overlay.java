package dev.runledger.kernel.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.runledger.kernel.StatusPattern;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one environment changes of a job: flat and sparse, exactly the leaves the user wrote and in their order (API.md
 * §4.1). An absent leaf inherits the base.
 *
 * @param leaves each leaf's name and its validated value: a Boolean, an Integer or a String
 */
public record Overlay(@JsonValue Map<String, Object> leaves) {

    public static final String ENABLED = "enabled";
    public static final String SCHEDULE = "schedule";
    public static final String TIMEZONE = "timezone";
    public static final String TIMEOUT = "timeout";
    public static final String RETRY_POLICY = "retry_policy";

    /** How a header leaf begins; the header's name is all that follows. */
    public static final String HEADER_PREFIX = "headers.";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Overlay {
        leaves = Collections.unmodifiableMap(new LinkedHashMap<>(leaves));
    }

    /** The same entry with one leaf written; a leaf that was there keeps its place. */
    public Overlay with(String leaf, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(leaves);
        more.put(leaf, value);
        return new Overlay(more);
    }

    /** For logs and messages: what is changed, but not to what. */
    @Override
    public String toString() {
        return "Overlay" + leaves.keySet();
    }

    public boolean has(String leaf) {
        return leaves.containsKey(leaf);
    }

    public boolean enabled() {
        return Boolean.TRUE.equals(leaves.get(ENABLED));
    }

    /** The leaf if it is there, else the base's value. */
    public @Nullable String text(String leaf, @Nullable String base) {
        return leaves.get(leaf) instanceof String own ? own : base;
    }

    /** The request as this environment sends it (API.md §4.2). */
    HttpRequestSpec over(HttpRequestSpec base) {
        return new HttpRequestSpec(
                present("method", base.method()),
                present("url", base.url()),
                headersOver(base.headers()),
                leaves.get("success_status") instanceof String own ? new StatusPattern(own) : base.successStatus(),
                leaves.get("tls_verify") instanceof Boolean own ? own : base.tlsVerify(),
                text("ca_cert", base.caCert()),
                text("body", base.body()),
                leaves.get(TIMEOUT) instanceof Integer own ? own : base.timeout());
    }

    private String present(String leaf, String base) {
        return leaves.get(leaf) instanceof String own ? own : base;
    }

    /** A base header equal but for case takes the new value and keeps its spelling; any other is added. */
    private Map<String, String> headersOver(Map<String, String> base) {
        Map<String, String> spellings = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>(base);
        base.keySet().forEach(name -> spellings.put(name.toLowerCase(Locale.ROOT), name));
        leaves.forEach((leaf, value) -> {
            if (leaf.startsWith(HEADER_PREFIX)) {
                String name = leaf.substring(HEADER_PREFIX.length());
                headers.put(spellings.getOrDefault(name.toLowerCase(Locale.ROOT), name), (String) value);
            }
        });
        return headers;
    }
}
