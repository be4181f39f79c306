package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.command.secret.WrongMasterKey;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountEvent.AccountOpened;
import dev.runledger.kernel.account.AccountEvent.ApiKeyCreated;
import dev.runledger.kernel.account.EnvironmentView;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class DefaultAccountTest {

    private static final ApiKey GIVEN = new ApiKey("an-operators-own-key");

    private final List<ApiKey> generated = new ArrayList<>();
    private final LedgerDatabase database;
    private final JdbcTemplate sql;
    private final AccountHouse house;
    private final DefaultAccount account;
    private final DataKeys vault;

    DefaultAccountTest() throws SQLException {
        database = new LedgerDatabase();
        sql = database.sql();
        vault = vault();
        house = new AccountHouse(database, Clock.systemUTC());
        account = account(vault);
    }

    /** With a master key of its own. */
    private DataKeys vault() {
        return new DataKeys(sql, MasterKeys.parse(MasterKeys.generate()));
    }

    private DefaultAccount account(DataKeys vault) {
        return new DefaultAccount(
                sql,
                database.transaction(),
                house.opening(Clock.systemUTC(), vault::create),
                house.keys,
                house.newKeys,
                house::send);
    }

    @Test
    void theFirstStartMakesAnOwnersKeyAndTheFirstEnvironments() {
        account.ensure(Optional.empty(), Optional.empty(), generated::add);

        assertThat(generated)
                .singleElement()
                .satisfies(key -> assertThat(key.text()).matches("sk_api_[A-Za-z0-9_-]{43}"));
        assertThat(keys().authenticate(generated.getFirst()).map(Caller::role)).contains(Role.OWNER);
        assertThat(house.environments.of(AccountId.DEFAULT)).containsOnlyKeys("production", "development", "staging");
    }

    @Test
    void theFirstStartMakesADataKey() {
        account.ensure(Optional.empty(), Optional.empty(), generated::add);
        byte[] clear = {'{', '}'};

        assertThat(vault.open(AccountId.DEFAULT, vault.seal(AccountId.DEFAULT, clear)))
                .isEqualTo(clear);
    }

    /** It found no data key when it looked, because another was about to make the first. */
    @Test
    void aNodeWithAnotherMasterKeyIsRefusedThoughTheAccountIsThere() {
        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);
        DefaultAccount late = account(vault());

        assertThatThrownBy(() -> late.ensure(Optional.of(GIVEN), Optional.empty(), generated::add))
                .isInstanceOf(WrongMasterKey.class);
    }

    @Test
    void laterStartsMakeNothing() {
        account.ensure(Optional.empty(), Optional.empty(), generated::add);
        account.ensure(Optional.empty(), Optional.empty(), generated::add);

        assertThat(generated).hasSize(1);
        assertThat(house.events(AccountId.DEFAULT.stream())).hasSize(2);
    }

    @Test
    void anAccountFromBeforeThereWereStreamsIsTakenAsItIs() {
        sql.update("INSERT INTO ledger.account (name, epoch, title, plan, created_at)"
                + " VALUES ('default', 1, 'default', 'enterprise', '2026-01-02T03:04:05.678901Z')");
        sql.update(
                "INSERT INTO ledger.environment (account, epoch, key, incarnation, name, color, classification, managed,"
                        + " protected, created_at, updated_at) VALUES ('default', 1, 'qa', gen_random_uuid(), 'QA', '#0a7', 'AD_HOC',"
                        + " false, false, '2026-01-03T03:04:05.6Z', '2026-01-04T03:04:05.6Z')");
        List<EnvironmentView> before = house.environments.views(AccountId.DEFAULT);

        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);

        assertThat(house.environments.views(AccountId.DEFAULT)).isEqualTo(before);
        assertThat(house.events(AccountId.DEFAULT.stream()))
                .first()
                .isInstanceOfSatisfying(AccountOpened.class, opened -> {
                    assertThat(opened.environments()).isEqualTo(before);
                    assertThat(opened.createdAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
                });
    }

    @Test
    void aKeyThatCannotBeKeptIsNotMadeValid() {
        assertThatThrownBy(() -> account.ensure(Optional.empty(), Optional.empty(), key -> {
                    generated.add(key);
                    throw new IllegalStateException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(keys().authenticate(generated.getFirst())).isEmpty();
        account.ensure(Optional.empty(), Optional.empty(), generated::add);
        assertThat(generated).hasSize(2);
    }

    @Test
    void aGivenKeyIsValidAtEveryStartAndNothingIsGenerated() {
        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);
        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);

        assertThat(generated).isEmpty();
        assertThat(keys().authenticate(GIVEN)).isPresent();
    }

    @Test
    void aRevokedKeyStaysRevokedEvenIfItIsGivenAgain() {
        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);
        sql.update("UPDATE ledger.api_key SET revoked_at = now()");

        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);

        assertThat(keys().authenticate(GIVEN)).isEmpty();
    }

    @Test
    void aKeyFromBeforeKeysHadEventsIsToldOfAndGoesOn() {
        ApiKey old = new ApiKey("sk_api_old");
        sql.update(
                "INSERT INTO ledger.api_key (id, sha256, account, epoch, name, prefix, role, created_at)"
                        + " VALUES (gen_random_uuid(), ?, 'default', 1, 'bootstrap', 'sk_api_old', 'OWNER', now())",
                (Object) old.sha256());

        account.ensure(Optional.of(old), Optional.empty(), generated::add);
        account.ensure(Optional.empty(), Optional.empty(), generated::add);

        assertThat(generated).isEmpty();
        assertThat(keys().authenticate(old)).isPresent();
        assertThat(house.events(AccountId.DEFAULT.stream()))
                .filteredOn(ApiKeyCreated.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(ApiKeyCreated.class, created -> {
                    assertThat(created.prefix()).isEqualTo("sk_api_old");
                    assertThat(created.createdAt())
                            .isEqualTo(house.keys
                                    .of(AccountId.DEFAULT)
                                    .getFirst()
                                    .key()
                                    .createdAt());
                });
    }

    @Test
    void noKeyIsStoredInClear() {
        account.ensure(Optional.of(GIVEN), Optional.empty(), generated::add);

        assertThat(sql.queryForObject("SELECT k::text FROM ledger.api_key k", String.class))
                .doesNotContain(GIVEN.text());
    }

    @Test
    void aKeyIsVisibleAsciiAndNeverShowsItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ApiKey("two words"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ApiKey(""));
        ApiKey key = ApiKey.generate(new SecureRandom());
        assertThat(key.toString()).doesNotContain(key.text());
        assertThat(key.prefix()).hasSize(12);
    }

    /** A fresh one each time: it remembers answers for a moment. */
    private ApiKeyTable keys() {
        return new ApiKeyTable(sql, new LastUses(sql, Clock.systemUTC()));
    }
}
