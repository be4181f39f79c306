package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request. Nothing is read before it is asked for, because who may call and what exists are judged first
 * (API.md §1.6). Not for several threads.
 */
public final class Payload {

    /** Longest body that is read, in bytes. */
    public static final int LIMIT = 8 * 1024 * 1024;

    /** Deepest nesting that is read; no document of this API comes near it. */
    private static final int DEPTH = 64;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(LIMIT)
                            .build())
                    .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    /** Where the bytes come from; opened once at most. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    private final @Nullable String mediaType;
    private final Source source;
    private byte @Nullable [] bytes;

    public Payload(@Nullable String mediaType, Source source) {
        this.mediaType = mediaType;
        this.source = source;
    }

    /** The one JSON object sent; empty if there is no body, or {@code null}. */
    public Optional<ObjectNode> object() {
        return json().filter(node -> !node.isNull()).map(Payload::asObject);
    }

    /** The one JSON object sent, which must be there. */
    public ObjectNode requiredObject() {
        return object().orElseThrow(() -> invalid("required", "This request needs a body that is a JSON object."));
    }

    /** The body as it came; refused if it is too large or breaks off. */
    public byte[] bytes() {
        if (bytes == null) {
            bytes = read();
        }
        return bytes;
    }

    private Optional<JsonNode> json() {
        if (bytes().length == 0) {
            return Optional.empty();
        }
        if (mediaType != null && !mediaType.isBlank() && !MediaTypes.json(mediaType)) {
            throw new Refused(new Refusal.MediaTypeUnsupported(mediaType));
        }
        JsonNode body = parse(text());
        Characters.check(body);
        return Optional.of(body);
    }

    /** Counts while reading: the length that a client declares proves nothing. */
    private byte[] read() {
        try (InputStream in = source.open()) {
            byte[] read = in.readNBytes(LIMIT + 1);
            if (read.length > LIMIT) {
                throw new Refused(new Refusal.PayloadTooLarge(LIMIT));
            }
            return read;
        } catch (IOException e) {
            throw malformed("The body broke off or is not framed well.");
        }
    }

    private CharBuffer text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes()));
        } catch (CharacterCodingException e) {
            throw malformed("The body is not UTF-8.");
        }
    }

    private static JsonNode parse(CharBuffer text) {
        try (JsonParser parser = READER.getFactory().createParser(text.array(), 0, text.length())) {
            JsonNode body = READER.readTree(parser);
            if (body == null || body.isMissingNode()) {
                throw malformed("The body is blank.");
            }
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON value" + at(parser.currentTokenLocation()));
            }
            return body;
        } catch (MismatchedInputException e) {
            throw malformed("A member occurs twice in one object" + at(e.getLocation()));
        } catch (JsonProcessingException e) {
            throw malformed("The body is not JSON that can be read" + at(e.getLocation()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "." : ": line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
    }

    private static ObjectNode asObject(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw invalid("invalid_type", "The body must be a JSON object.");
    }

    private static Refused malformed(String detail) {
        return invalid("malformed_json", detail);
    }

    private static Refused invalid(String code, String detail) {
        return new Refused(new Refusal.Invalid(List.of(ErrorObject.at(Pointer.ROOT, code, detail))));
    }
}
