package dev.runledger.command.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.command.LedgerDatabase;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.secret.BrokenSeal;
import dev.runledger.kernel.secret.MissingKey;
import dev.runledger.kernel.secret.SealKey;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class DataKeysTest {

    private static final AccountId ACME = new AccountId("acme", 1);
    private static final byte[] CLEAR = "{\"headers\":{\"Authorization\":\"Bearer abc\"}}".getBytes(UTF_8);
    private static final String OLD = MasterKeys.generate();
    private static final String NEW = MasterKeys.generate();

    private final JdbcTemplate sql = new LedgerDatabase().sql();
    private final DataKeys keys = with(OLD);

    DataKeysTest() throws SQLException {}

    private DataKeys with(String masters) {
        return new DataKeys(sql, MasterKeys.parse(masters));
    }

    @Test
    void anotherNodeWithTheSameMasterKeyOpensWhatOneHasSealed() {
        keys.create(ACME);

        assertThat(with(OLD).open(ACME, keys.seal(ACME, CLEAR))).isEqualTo(CLEAR);
    }

    @Test
    void eachLifeOfAnAccountHasAKeyOfItsOwn() {
        AccountId nextLife = new AccountId("acme", 2);
        keys.create(ACME);
        keys.create(nextLife);
        byte[] sealed = keys.seal(ACME, CLEAR);

        assertThatThrownBy(() -> keys.open(nextLife, sealed)).isInstanceOf(BrokenSeal.class);
    }

    @Test
    void aKeyIsMadeOnce() {
        keys.create(ACME);
        byte[] sealed = keys.seal(ACME, CLEAR);
        with(OLD).create(ACME);

        assertThat(with(OLD).open(ACME, sealed)).isEqualTo(CLEAR);
    }

    @Test
    void whatWasStoredBeforeThereWereKeysIsReadAsItIs() {
        keys.create(ACME);

        assertThat(keys.open(ACME, CLEAR)).isEqualTo(CLEAR);
    }

    @Test
    void withoutAKeyNothingIsSealedAndNothingOpens() {
        keys.create(ACME);
        byte[] sealed = keys.seal(ACME, CLEAR);
        sql.update("DELETE FROM ledger.data_key");

        assertThatThrownBy(() -> with(OLD).seal(ACME, CLEAR)).isInstanceOf(MissingKey.class);
        assertThatThrownBy(() -> with(OLD).open(ACME, sealed)).isInstanceOf(MissingKey.class);
    }

    @Test
    void aNewMasterKeyInFrontTakesOverAndTheOldOneMayGo() {
        keys.create(ACME);
        byte[] sealed = keys.seal(ACME, CLEAR);

        with(NEW + "," + OLD).adopt();

        assertThat(with(NEW).open(ACME, sealed)).isEqualTo(CLEAR);
        assertThatThrownBy(() -> with(OLD).open(ACME, sealed)).isInstanceOf(WrongMasterKey.class);
    }

    @Test
    void aNewMasterKeyBehindTheOldOneChangesNothingAndReads() {
        keys.create(ACME);
        byte[] sealed = keys.seal(ACME, CLEAR);

        with(OLD + "," + NEW).adopt();

        assertThat(with(OLD).open(ACME, sealed)).isEqualTo(CLEAR);
        assertThat(with(NEW + "," + OLD).open(ACME, sealed)).isEqualTo(CLEAR);
    }

    @Test
    void aMasterKeyThatIsNotThisDatabasesIsToldInASentence() {
        keys.create(ACME);

        assertThatThrownBy(() -> with(NEW).adopt())
                .isInstanceOf(WrongMasterKey.class)
                .hasMessageContainingAll(
                        "account acme",
                        MasterKeys.parse(OLD).first(),
                        MasterKeys.parse(NEW).first(),
                        "RUNLEDGER_MASTER_KEYS")
                .hasMessageNotContainingAny(OLD, NEW);
        assertThatThrownBy(() -> with(NEW).create(ACME)).isInstanceOf(WrongMasterKey.class);
    }

    @Test
    void aDamagedKeyIsToldInASentence() {
        keys.create(ACME);
        sql.update("UPDATE ledger.data_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)");

        assertThatThrownBy(() -> with(OLD).adopt())
                .isInstanceOf(WrongMasterKey.class)
                .hasMessageContaining("changed or damaged");
    }

    @Test
    void anAccountThatIsOlderThanKeysGetsOneAndItsDocumentsAreStillToBeSealed() {
        sql.update("INSERT INTO ledger.data_key VALUES ('acme', 1, '', '', false, now())");
        assertThat(DataKeys.anyIn(sql)).isFalse();

        keys.adopt();

        assertThat(DataKeys.anyIn(sql)).isTrue();
        assertThat(keys.unsealed()).containsExactly(ACME);
        assertThat(SealKey.isSealed(keys.seal(ACME, CLEAR))).isTrue();
        keys.sealed(ACME);
        assertThat(keys.unsealed()).isEmpty();
    }

    @Test
    void theKeyItselfIsNowhereInTheDatabase() {
        keys.create(ACME);
        byte[] wrapped = sql.queryForObject("SELECT wrapped FROM ledger.data_key", byte[].class);

        assertThat(wrapped).hasSizeGreaterThan(SealKey.BYTES);
        assertThatThrownBy(() -> new SealKey(java.util.Arrays.copyOfRange(wrapped, 13, 45))
                        .open(keys.seal(ACME, CLEAR), "acme.1"))
                .isInstanceOf(BrokenSeal.class);
    }
}
