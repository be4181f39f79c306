package dev.runledger.ops.web;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes every answer that is an object, as JSON:API unless its handler says otherwise. Reads nothing: see PayloadResolver. */
final class WireConverter extends AbstractHttpMessageConverter<Object> {

    static final MediaType JSON_API = MediaType.valueOf("application/vnd.api+json");

    private static final ObjectWriter WRITER = Json.WIRE.writer();

    WireConverter() {
        super(JSON_API, MediaType.APPLICATION_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return true;
    }

    @Override
    protected boolean canRead(@Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("bodies are read by Payload", input);
    }

    /** Whole before the first byte is sent, so that a failure can still be answered as one. */
    @Override
    protected void writeInternal(Object body, HttpOutputMessage output) throws IOException {
        byte[] json = WRITER.writeValueAsBytes(body);
        output.getHeaders().setCacheControl("no-store");
        output.getHeaders().setContentLength(json.length);
        output.getBody().write(json);
    }
}
