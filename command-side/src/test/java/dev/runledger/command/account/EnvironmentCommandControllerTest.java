package dev.runledger.command.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.catalog.JobCatalog;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.secret.Vault;
import java.io.ByteArrayInputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

class EnvironmentCommandControllerTest {

    private static final AccountId ACCOUNT = AccountId.DEFAULT;

    private final EnvironmentCatalog environments;
    private final EnvironmentCommandController controller;

    EnvironmentCommandControllerTest() throws SQLException {
        LedgerDatabase database = new LedgerDatabase();
        Clock clock = Clock.systemUTC();
        AccountHouse house = new AccountHouse(database, clock);
        environments = house.environments;
        house.opening(clock, account -> {}).open(ACCOUNT, "default", "enterprise");
        controller = new EnvironmentCommandController(
                house,
                environments,
                new EnvironmentChanges(new JobCatalog(database.sql(), Vault.NONE), (account, key) -> {}, house::send),
                new RepeatablePosts(
                        new Claims(database.sql(), Vault.NONE, clock, Duration.ofSeconds(60)), new UuidV7(clock)));
    }

    @Test
    void anAdminMakesAnEnvironmentOfItsAccount() {
        assertThat(create(admin(EnvironmentScope.ALL), "qa", "\"name\":\"QA\",\"managed\":true")
                        .getStatusCode()
                        .value())
                .isEqualTo(201);

        assertThat(environments.of(ACCOUNT).get("qa")).matches(environment -> environment.managed());
        assertThat(environments.find(ACCOUNT, "qa")).hasValueSatisfying(view -> {
            assertThat(view.definition().name()).isEqualTo("QA");
            assertThat(view.guarded()).isFalse();
            assertThat(view.createdAt()).isEqualTo(view.updatedAt());
        });
        assertThat(environments.views(new AccountId("default", 2))).isEmpty();
    }

    @Test
    void anIdMayExistOncePerAccount() {
        create(admin(EnvironmentScope.ALL), "qa", "\"name\":\"QA\"");

        assertThat(refused(admin(EnvironmentScope.ALL), "qa", "\"name\":\"Other\""))
                .isEqualTo(new Refusal.IdTaken("environment", "qa"));
        assertThat(environments.find(ACCOUNT, "qa").map(EnvironmentView::definition))
                .hasValueSatisfying(definition -> assertThat(definition.name()).isEqualTo("QA"));
    }

    @Test
    void aScopedKeyMakesNothingThatItCouldNotSee() {
        Caller scoped = admin(new EnvironmentScope(Set.of("qa")));
        create(admin(EnvironmentScope.ALL), "there", "\"name\":\"There\"");

        assertThat(refused(scoped, "there", "\"name\":\"n\"")).isEqualTo(new Refusal.EnvironmentForbidden("there"));
        assertThat(refused(scoped, "other", "\"name\":\"n\"")).isEqualTo(new Refusal.EnvironmentForbidden("other"));
        assertThat(create(scoped, "qa", "\"name\":\"n\"").getStatusCode().value())
                .isEqualTo(201);
    }

    @Test
    void aMemberMayNot() {
        Caller member = new Caller(ACCOUNT, Role.MEMBER, EnvironmentScope.ALL, "test");

        assertThat(refused(member, "qa", "\"name\":\"n\""))
                .isEqualTo(new Refusal.RoleInsufficient(Role.MEMBER, Role.ADMIN));
    }

    private static Caller admin(EnvironmentScope scope) {
        return new Caller(ACCOUNT, Role.ADMIN, scope, "test");
    }

    private Refusal refused(Caller caller, String id, String attributes) {
        return catchThrowableOfType(Refused.class, () -> create(caller, id, attributes))
                .refusal();
    }

    private ResponseEntity<?> create(Caller caller, String id, String attributes) {
        String document = "{\"data\":{\"id\":\"" + id + "\",\"attributes\":{" + attributes + "}}}";
        Payload payload = new Payload(null, () -> new ByteArrayInputStream(document.getBytes(UTF_8)));
        return controller.create(new HttpHeaders(), payload, caller);
    }
}
