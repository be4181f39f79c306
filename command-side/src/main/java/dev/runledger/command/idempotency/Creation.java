package dev.runledger.command.idempotency;

import dev.runledger.kernel.jsonapi.Document;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/**
 * A POST that makes what its document names.
 *
 * @param make makes it under an incarnation that is the same each time the client asks for it
 * @param made finds what lives under the name, if an earlier try made it under this incarnation
 */
public record Creation<V>(
        Function<UUID, V> make, Function<UUID, Optional<V>> made, Function<V, ResponseEntity<Document>> shown)
        implements RepeatablePosts.Post {

    @Override
    public ResponseEntity<Document> carryOut(UUID incarnation) {
        return shown.apply(make.apply(incarnation));
    }

    @Override
    public Optional<ResponseEntity<Document>> carriedOut(UUID incarnation) {
        return made.apply(incarnation).map(shown);
    }
}
