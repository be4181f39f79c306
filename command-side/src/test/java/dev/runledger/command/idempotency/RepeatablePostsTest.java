package dev.runledger.command.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.jsonapi.Resource;
import dev.runledger.kernel.secret.Vault;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

class RepeatablePostsTest {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final Refused inUse = new Refused(new Refusal.IdTaken("thing", "a"));
    private final Refused away = new Refused(new Refusal.Unavailable("storage is away"));
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final LedgerDatabase database;
    private final RepeatablePosts posts;

    /** What was made, as a store of things would hold it. */
    private final Set<UUID> made = ConcurrentHashMap.newKeySet();

    private final AtomicInteger tries = new AtomicInteger();

    RepeatablePostsTest() throws SQLException {
        database = new LedgerDatabase();
        posts = posts();
    }

    /** Those of a process of its own. */
    private RepeatablePosts posts() {
        return new RepeatablePosts(new Claims(database.sql(), Vault.NONE, clock, LEASE), new UuidV7(clock));
    }

    @Test
    void aRepetitionIsAnsweredAsTheFirstTime() {
        ResponseEntity<?> first = send("key", "body", this::make);
        ResponseEntity<?> again = send("key", "body", this::make);

        assertThat(tries).hasValue(1);
        assertThat(again.getStatusCode().value()).isEqualTo(201);
        assertThat(again.getBody()).isEqualTo(first.getBody());
        assertThat(again.getHeaders().getETag()).isEqualTo("\"v1\"");
        assertThat(again.getHeaders().getLocation()).isEqualTo(URI.create("/things/1"));
        assertThat(again.getHeaders().getFirst("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.getHeaders().getFirst("Idempotency-Replayed")).isNull();
    }

    @Test
    void withoutAKeyNoDatabaseIsAsked() {
        RepeatablePosts nowhere =
                new RepeatablePosts(new Claims(new JdbcTemplate(), Vault.NONE, clock, LEASE), new UuidV7(clock));

        for (int i = 0; i < 2; i++) {
            nowhere.once(new HttpHeaders(), "/things", payload("body"), CALLER, this::make);
        }

        assertThat(made).hasSize(2);
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefused() {
        send("key", "body", this::make);

        Refused refused = catchThrowableOfType(Refused.class, () -> send("key", "body ", this::make));

        ErrorObject error = ((Refusal.Invalid) refused.refusal()).errors().getFirst();
        assertThat(error.code()).isEqualTo("idempotency_key_reused");
        assertThat(Objects.requireNonNull(error.source()).header()).isEqualTo("Idempotency-Key");
        assertThat(made).hasSize(1);
    }

    @Test
    void ofTwentyAtOnceOneIsCarriedOut() throws Exception {
        List<Object> answers = ClaimsTest.together(20, () -> {
            try {
                return send("key", "body", this::make).getStatusCode();
            } catch (Refused refused) {
                return refused.refusal();
            }
        });

        assertThat(made).hasSize(1);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.toString()).matches("201 CREATED|IdempotencyInFlight\\[]"))
                .anySatisfy(answer -> assertThat(answer.toString()).startsWith("201"));
    }

    @Test
    void aRefusalIsNotKept() {
        assertThatThrownBy(() -> send("key", "body", refusing(inUse))).isSameAs(inUse);

        assertThat(send("key", "another body", this::make).getStatusCode().value())
                .isEqualTo(201);
    }

    @Test
    void afterAnUnknownOutcomeTheSameIdIsTriedAgain() {
        assertThatThrownBy(() -> send("key", "body", id -> {
                    make(id);
                    throw away;
                }))
                .isSameAs(away);
        assertThatThrownBy(() -> send("key", "body", id -> {
                    make(id);
                    throw new IllegalStateException("a fault of the house");
                }))
                .isInstanceOf(IllegalStateException.class);

        send("key", "body", this::make);

        assertThat(tries).hasValue(3);
        assertThat(made).hasSize(1);
    }

    @Test
    void aCommandThatWasCarriedOutIsAnsweredWellEvenIfTheAnswerCannotBeKept() {
        ResponseEntity<?> answer = send("key", "body", id -> {
            ResponseEntity<Document> done = make(id);
            database.sql().execute("ALTER TABLE ledger.idempotency RENAME COLUMN etag TO gone");
            return done;
        });
        database.sql().execute("ALTER TABLE ledger.idempotency RENAME COLUMN gone TO etag");

        assertThat(answer.getStatusCode().value()).isEqualTo(201);
        assertThat(send("key", "body", this::make).getStatusCode().value()).isEqualTo(201);
        assertThat(made).hasSize(1);
    }

    @Test
    void whatAnotherProcessLeftUnansweredIsTriedAgainWhenItsLeaseIsOver() {
        RepeatablePosts dying = posts();
        assertThatThrownBy(() -> send(dying, "key", "body", id -> {
                    make(id);
                    throw new ProcessDied();
                }))
                .isInstanceOf(ProcessDied.class);

        assertThat(refusal(() -> send("key", "body", this::make))).isEqualTo(new Refusal.IdempotencyInFlight());
        clock.advance(LEASE);
        assertThat(send("key", "body", this::make).getStatusCode().value()).isEqualTo(201);
        assertThat(made).hasSize(1);
    }

    /** Nothing can be written down any more. */
    private static final class ProcessDied extends Error {}

    /** The first is so slow that a repetition took its request over. */
    @Test
    void whoeverIsOvertakenIsAnsweredWithWhatTheOtherMade() {
        ResponseEntity<?> slow = send("key", "body", new RepeatablePosts.Post() {
            @Override
            public ResponseEntity<Document> carryOut(UUID id) {
                clock.advance(LEASE);
                send("key", "body", RepeatablePostsTest.this::make);
                throw new Refused(new Refusal.RunExists(new RunKey(AccountId.DEFAULT, id)));
            }

            @Override
            public Optional<ResponseEntity<Document>> carriedOut(UUID id) {
                return Optional.of(shown(id));
            }
        });

        assertThat(slow.getBody()).isEqualTo(send("key", "body", this::make).getBody());
        assertThat(tries).hasValue(1);
    }

    /** It was made by a process that died before it could keep the answer; since then nothing like it can be made. */
    @Test
    void aRepetitionThatWouldBeRefusedTodayFindsWhatWasMadeThen() {
        assertThatThrownBy(() -> send("key", "body", id -> {
                    make(id);
                    throw away;
                }))
                .isSameAs(away);

        ResponseEntity<?> again = send("key", "body", new RepeatablePosts.Post() {
            @Override
            public ResponseEntity<Document> carryOut(UUID id) {
                throw inUse;
            }

            @Override
            public Optional<ResponseEntity<Document>> carriedOut(UUID id) {
                return made.contains(id) ? Optional.of(shown(id)) : Optional.empty();
            }
        });

        assertThat(again.getStatusCode().value()).isEqualTo(201);
        assertThat(send("key", "body", this::make).getHeaders().getFirst("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    private ResponseEntity<Document> make(UUID id) {
        tries.incrementAndGet();
        made.add(id);
        return shown(id);
    }

    private static ResponseEntity<Document> shown(UUID id) {
        return ResponseEntity.created(URI.create("/things/1"))
                .eTag("v1")
                .body(Document.of(new Resource(id.toString(), "thing", Map.of())));
    }

    private static RepeatablePosts.Post refusing(Refused refused) {
        return id -> {
            throw refused;
        };
    }

    private static Refusal refusal(Callable<?> call) {
        return catchThrowableOfType(Refused.class, call::call).refusal();
    }

    private ResponseEntity<?> send(String key, String body, RepeatablePosts.Post post) {
        return send(posts, key, body, post);
    }

    private static ResponseEntity<?> send(RepeatablePosts posts, String key, String body, RepeatablePosts.Post post) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Idempotency-Key", key);
        return posts.once(headers, "/things", payload(body), CALLER, post);
    }

    private static Payload payload(String body) {
        return new Payload(null, () -> new ByteArrayInputStream(body.getBytes(UTF_8)));
    }
}
