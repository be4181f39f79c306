package dev.runledger.command.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.SettableClock;
import dev.runledger.command.idempotency.Claim.Answered;
import dev.runledger.command.idempotency.Claim.InFlight;
import dev.runledger.command.idempotency.Claim.Mine;
import dev.runledger.command.idempotency.Claim.OtherRequest;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.secret.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class ClaimsTest {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Answer ANSWER = new Answer(201, "\"v1\"", "/there", new byte[] {1, 0, 2});

    private static final KeyedRequest REQUEST = request("/path", "key", "body");

    private static final JdbcTemplate SQL = open();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Claims claims = new Claims(SQL, Vault.NONE, clock, LEASE);

    private static JdbcTemplate open() {
        try {
            return new LedgerDatabase().sql();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void noClaims() {
        SQL.update("DELETE FROM ledger.idempotency");
    }

    @Test
    void theFirstToAskCarriesItOutUnderAFreshId() {
        UUID fresh = UUID.randomUUID();

        assertThat(claims.claim(REQUEST, fresh))
                .isInstanceOfSatisfying(
                        Mine.class, mine -> assertThat(mine.id()).isEqualTo(fresh));
    }

    @Test
    void whoeverAsksMeanwhileIsToldToWait() {
        mine(REQUEST);
        clock.advance(LEASE.minusMillis(1));

        assertThat(ask(REQUEST)).isInstanceOf(InFlight.class);
    }

    @Test
    void whoeverAsksAfterwardsGetsTheAnswer() {
        claims.finish(REQUEST, mine(REQUEST), ANSWER);
        clock.advance(KEPT.minusMillis(1));

        assertThat(ask(REQUEST))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.answer())
                                .usingRecursiveComparison()
                                .isEqualTo(ANSWER));
    }

    @Test
    void anotherBodyOrScopeIsAnotherRequestAnsweredOrNot() {
        Mine mine = mine(REQUEST);

        assertThat(ask(request("/path", "key", "other"))).isInstanceOf(OtherRequest.class);
        assertThat(ask(scoped("production"))).isInstanceOf(OtherRequest.class);
        claims.finish(REQUEST, mine, ANSWER);
        assertThat(ask(request("/path", "key", "other"))).isInstanceOf(OtherRequest.class);
    }

    @Test
    void otherPathsKeysAndAccountsHaveClaimsOfTheirOwn() {
        mine(REQUEST);

        assertThat(ask(request("/path2", "key", "body"))).isInstanceOf(Mine.class);
        assertThat(ask(request("/path", "key2", "body"))).isInstanceOf(Mine.class);
        assertThat(ask(new KeyedRequest(new AccountId("default", 2), REQUEST.slot(), REQUEST.fingerprint())))
                .isInstanceOf(Mine.class);
    }

    @Test
    void aRefusedRequestLeavesItsKeyFreeForAnyBody() {
        claims.free(REQUEST, mine(REQUEST));

        assertThat(ask(request("/path", "key", "other"))).isInstanceOf(Mine.class);
    }

    @Test
    void aRequestOfUnknownOutcomeIsTriedAgainAtOnceUnderTheSameId() {
        Mine mine = mine(REQUEST);
        claims.giveBack(REQUEST, mine);

        assertThat(mine(REQUEST).id()).isEqualTo(mine.id());
        assertThat(ask(REQUEST)).isInstanceOf(InFlight.class);
    }

    @Test
    void aTakerThatIsOverIsNotWaitedForWhereThatIsKnown() {
        Mine mine = mine(REQUEST);
        claims.abandon(mine);

        assertThat(new Claims(SQL, Vault.NONE, clock, LEASE).claim(REQUEST, UUID.randomUUID()))
                .isInstanceOf(InFlight.class);
        Mine next = mine(REQUEST);
        assertThat(next.id()).isEqualTo(mine.id());
        assertThat(next.again()).isTrue();
        assertThat(ask(REQUEST)).isInstanceOf(InFlight.class);
    }

    @Test
    void aClaimWhoseTakerDiedGoesToOneOfThoseWhoAskAfterItsLease() throws Exception {
        Mine dead = mine(REQUEST);
        clock.advance(LEASE);

        List<Claim> answers = together(20, () -> ask(REQUEST));

        assertThat(answers)
                .filteredOn(Mine.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Mine.class, mine -> assertThat(mine.id()).isEqualTo(dead.id()));
        assertThat(answers).filteredOn(InFlight.class::isInstance).hasSize(19);
    }

    @Test
    void whatATakerWritesAfterItWasOvertakenDoesNotCount() {
        Mine slow = mine(REQUEST);
        clock.advance(LEASE);
        Mine next = mine(REQUEST);

        claims.free(REQUEST, slow);
        claims.giveBack(REQUEST, slow);
        claims.finish(REQUEST, slow, ANSWER);
        assertThat(ask(REQUEST)).isInstanceOf(InFlight.class);

        claims.finish(REQUEST, next, ANSWER);
        claims.free(REQUEST, next);
        assertThat(ask(REQUEST)).isInstanceOf(Answered.class);
    }

    @Test
    void afterADayAKeyIsAsGoodAsNew() {
        Mine before = mine(REQUEST);
        claims.finish(REQUEST, before, ANSWER);
        clock.advance(KEPT);

        assertThat(mine(request("/path", "key", "other")).id()).isNotEqualTo(before.id());
    }

    @Test
    void theSweepDeletesWhatIsADayOldAndNothingElse() {
        claims.finish(REQUEST, mine(REQUEST), ANSWER);
        mine(request("/path", "unanswered", ""));
        clock.advance(KEPT.minusSeconds(1));
        KeyedRequest young = request("/path", "young", "");
        mine(young);
        clock.advance(Duration.ofSeconds(1));

        claims.forgetExpired();

        assertThat(SQL.queryForList("SELECT slot FROM ledger.idempotency", String.class))
                .containsExactly(young.slot());
    }

    @Test
    void neitherKeyNorBodyIsKept() {
        mine(request("/path", "a-secret-key", "a secret body"));

        assertThat(SQL.queryForObject("SELECT i::text FROM ledger.idempotency i", String.class))
                .doesNotContain("secret");
    }

    private Claim ask(KeyedRequest request) {
        return claims.claim(request, UUID.randomUUID());
    }

    private Mine mine(KeyedRequest request) {
        return (Mine) ask(request);
    }

    private static KeyedRequest request(String path, String key, String body) {
        return request(EnvironmentScope.ALL, path, key, body);
    }

    private static KeyedRequest scoped(String environment) {
        return request(new EnvironmentScope(Set.of(environment)), "/path", "key", "body");
    }

    private static KeyedRequest request(EnvironmentScope scope, String path, String key, String body) {
        Caller caller = new Caller(AccountId.DEFAULT, Role.OWNER, scope, "test");
        return KeyedRequest.of(caller, path, new IdempotencyKey(key), body.getBytes(StandardCharsets.UTF_8));
    }

    static <T> List<T> together(int callers, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(Collections.nCopies(callers, call))) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
