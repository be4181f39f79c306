package dev.runledger.command.idempotency;

import dev.runledger.command.idempotency.Claim.Answered;
import dev.runledger.command.idempotency.Claim.InFlight;
import dev.runledger.command.idempotency.Claim.Mine;
import dev.runledger.command.idempotency.Claim.OtherRequest;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * POSTs that a client may repeat until it is answered (API.md §1.5): the request is claimed under its key, carried out
 * under the id that the claim chose, and its answer kept. If that breaks off anywhere, the next repetition asks for the
 * same command under the same id, and every command succeeds when it was carried out under its id before. A request
 * without a key gets a fresh id and costs nothing more.
 */
public final class RepeatablePosts {

    /** What a POST asks for. */
    public interface Post {

        /** Carries it out under this id, which becomes that of what it makes. */
        ResponseEntity<Document> carryOut(UUID id);

        /**
         * What a try under this id has led to. Asked before it is tried again, and when a try is refused, for another may
         * have been faster; what was made may since have changed what can be made.
         */
        default Optional<ResponseEntity<Document>> carriedOut(UUID id) {
            return Optional.empty();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RepeatablePosts.class);

    private final Claims claims;
    private final UuidV7 ids;

    public RepeatablePosts(Claims claims, UuidV7 ids) {
        this.claims = claims;
        this.ids = ids;
    }

    /**
     * To be called when the caller's role is known to suffice, and before anything else is judged (API.md §1.6).
     *
     * @param path of the request, as the API knows it
     * @throws Refused as the post itself does, or because of the key
     */
    public ResponseEntity<?> once(HttpHeaders headers, String path, Payload payload, Caller caller, Post post) {
        Optional<IdempotencyKey> key = IdempotencyKey.of(headers.getOrEmpty(IdempotencyKey.HEADER));
        if (key.isEmpty()) {
            return post.carryOut(ids.next());
        }
        KeyedRequest request = KeyedRequest.of(caller, path, key.get(), payload.bytes());
        return switch (claims.claim(request, ids.next())) {
            case Mine mine -> carryOut(request, mine, post).first();
            case Answered(var answer) -> answer.again();
            case InFlight() -> throw new Refused(new Refusal.IdempotencyInFlight());
            case OtherRequest() -> throw IdempotencyKey.reused();
        };
    }

    private Answer carryOut(KeyedRequest request, Mine mine, Post post) {
        Answer answer;
        try {
            answer = Answer.of(outcome(post, mine));
        } catch (RuntimeException failure) {
            settle(mine, () -> {
                if (refused(failure)) {
                    claims.free(request, mine);
                } else {
                    claims.giveBack(request, mine);
                }
            });
            throw failure;
        }
        settle(mine, () -> claims.finish(request, mine, answer));
        return answer;
    }

    private static ResponseEntity<Document> outcome(Post post, Mine mine) {
        Optional<ResponseEntity<Document>> before = mine.again() ? post.carriedOut(mine.id()) : Optional.empty();
        return before.orElseGet(() -> latest(post, mine.id()));
    }

    private static ResponseEntity<Document> latest(Post post, UUID id) {
        try {
            return post.carryOut(id);
        } catch (Refused refused) {
            if (refused.refusal() instanceof Refusal.Unavailable) {
                throw refused;
            }
            return post.carriedOut(id).orElseThrow(() -> refused);
        }
    }

    /** What is known of the command matters more to the client than that it cannot be written down. */
    private void settle(Mine mine, Runnable writing) {
        try {
            writing.run();
        } catch (DataAccessException e) {
            claims.abandon(mine);
            LOG.warn("what became of {} cannot be kept; a repetition tries it again: {}", mine.id(), e.toString());
        }
    }

    /** Whether it is certain that nothing was done; after any other failure nobody knows. */
    private static boolean refused(RuntimeException failure) {
        return failure instanceof Refused refused
                && switch (refused.refusal()) {
                    case Refusal.Unavailable u -> false;
                    case Refusal.DefinitionMoved m -> false;
                    case Refusal.RunExists e -> false;
                    case Refusal.StartRefused s -> false;
                    default -> true;
                };
    }
}
