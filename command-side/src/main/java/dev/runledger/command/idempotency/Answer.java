package dev.runledger.command.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;

/** What a client was told, as it went out, so that it can be told the same again. Not to be changed by anybody. */
final class Answer {

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final MediaType JSON_API = MediaType.valueOf("application/vnd.api+json");

    private final int status;
    private final @Nullable String etag;
    private final @Nullable String location;
    private final byte[] body;

    Answer(int status, @Nullable String etag, @Nullable String location, byte[] body) {
        this.status = status;
        this.etag = etag;
        this.location = location;
        this.body = body;
    }

    static Answer of(ResponseEntity<Document> answer) {
        HttpHeaders headers = answer.getHeaders();
        try {
            return new Answer(
                    answer.getStatusCode().value(),
                    headers.getETag(),
                    headers.getFirst(HttpHeaders.LOCATION),
                    Json.WIRE.writeValueAsBytes(answer.getBody()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    int status() {
        return status;
    }

    @Nullable
    String etag() {
        return etag;
    }

    @Nullable
    String location() {
        return location;
    }

    byte[] body() {
        return body;
    }

    ResponseEntity<byte[]> first() {
        return told().body(body);
    }

    ResponseEntity<byte[]> again() {
        return told().header(REPLAYED, "true").body(body);
    }

    private BodyBuilder told() {
        BodyBuilder told = ResponseEntity.status(status).contentType(JSON_API);
        if (etag != null) {
            told.eTag(etag);
        }
        if (location != null) {
            told.location(URI.create(location));
        }
        return told;
    }
}
