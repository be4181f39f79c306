package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How this house writes JSON: snake_case, and instants as RFC 3339 in UTC with three fraction digits (API.md §1.7). */
public final class Json {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Writes every attribute, null ones too: answers always show all their members. Safe for all threads. */
    public static final ObjectMapper WIRE = mapper(JsonInclude.Include.ALWAYS);

    /** Leaves out what is null, as stored events do; unknown members are ignored so that fields may be added. */
    public static final ObjectMapper STORED = mapper(JsonInclude.Include.NON_NULL);

    private Json() {}

    /** The form in which the API shows an instant, cut to milliseconds. */
    public static String text(Instant instant) {
        return INSTANT.format(instant);
    }

    private static ObjectMapper mapper(JsonInclude.Include inclusion) {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule("runledger").addSerializer(Instant.class, new InstantSerializer()))
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(JsonInclude.Value.construct(inclusion, JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private static final class InstantSerializer extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider serializers) throws IOException {
            out.writeString(text(value));
        }
    }
}
