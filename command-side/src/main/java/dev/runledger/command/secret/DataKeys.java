package dev.runledger.command.secret;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.secret.BrokenSeal;
import dev.runledger.kernel.secret.MissingKey;
import dev.runledger.kernel.secret.SealKey;
import dev.runledger.kernel.secret.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The accounts' keys, kept in {@code ledger.data_key} wrapped in a master key, and in memory once used. A key is made with its
 * account and never changed; a new master key wraps it anew.
 */
public final class DataKeys implements Vault {

    private static final String ALL = "SELECT account, epoch, master, wrapped FROM ledger.data_key";
    private static final String ONE = ALL + " WHERE account = ? AND epoch = ?";
    private static final String ANY = "SELECT EXISTS (SELECT FROM ledger.data_key WHERE master <> '')";

    private static final String INSERT = """
            INSERT INTO ledger.data_key (account, epoch, master, wrapped, sealed, created_at)
            VALUES (?, ?, ?, ?, true, clock_timestamp())
            ON CONFLICT (account, epoch) DO NOTHING""";

    private static final String WRAP =
            "UPDATE ledger.data_key SET master = ?, wrapped = ? WHERE account = ? AND epoch = ?";

    /** What is being removed needs no sealing any more. */
    private static final String UNSEALED = """
            SELECT account, epoch FROM ledger.data_key k
             WHERE NOT sealed AND NOT EXISTS (SELECT FROM ledger.account a WHERE a.name = k.account AND a.epoch > k.epoch)""";

    /** Whoever made one too late did not know that the life had ended. */
    private static final String SWEEP = """
            DELETE FROM ledger.data_key k
             USING ledger.account a
             WHERE a.name = k.account AND a.epoch > k.epoch
               AND NOT EXISTS (SELECT FROM ledger.wipe w WHERE w.account = k.account AND w.epoch = k.epoch)""";

    private static final String SEALED = "UPDATE ledger.data_key SET sealed = true WHERE account = ? AND epoch = ?";

    private final JdbcTemplate sql;
    private final MasterKeys masters;
    private final Map<AccountId, SealKey> known = new ConcurrentHashMap<>();

    /** An account's key as it is stored. */
    private static final class Wrapped {

        private final AccountId account;
        private final String master;
        private final byte[] bytes;

        Wrapped(ResultSet row) throws SQLException {
            this.account = new AccountId(row.getString(1), row.getInt(2));
            this.master = row.getString(3);
            this.bytes = row.getBytes(4);
        }
    }

    public DataKeys(JdbcTemplate sql, MasterKeys masters) {
        this.sql = sql;
        this.masters = masters;
    }

    /** Whether this database has accounts with keys, so that only their master keys will do. */
    public static boolean anyIn(JdbcTemplate sql) {
        return Boolean.TRUE.equals(sql.queryForObject(ANY, Boolean.class));
    }

    @Override
    public byte[] seal(AccountId account, byte[] clear) {
        return key(account).seal(clear, account.toString());
    }

    @Override
    public byte[] open(AccountId account, byte[] stored) {
        return SealKey.isSealed(stored) ? key(account).open(stored, account.toString()) : stored;
    }

    /** Not remembered before it was read: it may have been made in a transaction that is rolled back. */
    private SealKey key(AccountId account) {
        SealKey cached = known.get(account);
        if (cached != null) {
            return cached;
        }
        SealKey found = find(account).map(this::unwrapped).orElseThrow(() -> new MissingKey(account));
        known.put(account, found);
        return found;
    }

    /**
     * Makes the key of a new account, in the transaction that makes the account; one that has a key keeps it. To be used once
     * that transaction is committed.
     *
     * @throws WrongMasterKey if it has one that does not open here
     */
    public void create(AccountId account) {
        byte[] wrapped = masters.wrap(SealKey.generate(), account.toString());
        sql.update(INSERT, account.name(), account.epoch(), masters.first(), wrapped);
        find(account).ifPresent(this::unwrapped);
    }

    /** Destroys the key of a life that has ended: whatever was sealed with it cannot be read any more. */
    public void destroy(AccountId ended) {
        sql.update("DELETE FROM ledger.data_key WHERE account = ? AND epoch = ?", ended.name(), ended.epoch());
        known.remove(ended);
    }

    /** Destroys keys that were made for lives which are gone. */
    public void sweep() {
        sql.update(SWEEP);
    }

    /** Forgets, in this process, the keys of lives that have ended; a key that is still stored is read again when it is needed. */
    public void forget(Predicate<AccountId> ended) {
        known.keySet().removeIf(ended);
    }

    /**
     * Changes nothing.
     *
     * @return how many keys there are, all of which open
     * @throws WrongMasterKey if one does not
     */
    public int requireAll() {
        List<Wrapped> all = sql.query(ALL, (row, n) -> new Wrapped(row));
        all.stream().filter(key -> !key.master.isEmpty()).forEach(this::unwrapped);
        return all.size();
    }

    /**
     * For the start of a node, in a transaction that others wait for: looks whether all keys open, wraps anew those that are
     * wrapped in an older master key, and makes the keys of accounts that are older than keys.
     *
     * @throws WrongMasterKey if one does not open
     */
    public void adopt() {
        for (Wrapped key : sql.query(ALL, (row, n) -> new Wrapped(row))) {
            byte[] bytes = key.master.isEmpty() ? SealKey.generate() : bytes(key);
            if (!key.master.equals(masters.first())) {
                AccountId account = key.account;
                byte[] anew = masters.wrap(bytes, account.toString());
                sql.update(WRAP, masters.first(), anew, account.name(), account.epoch());
            }
        }
    }

    /** The accounts of which something may be stored in clear, from before there were keys. */
    public List<AccountId> unsealed() {
        return sql.query(UNSEALED, (row, n) -> new AccountId(row.getString(1), row.getInt(2)));
    }

    /** Nothing of the account is stored in clear any more. */
    public void sealed(AccountId account) {
        sql.update(SEALED, account.name(), account.epoch());
    }

    private Optional<Wrapped> find(AccountId account) {
        return sql.query(ONE, (row, n) -> new Wrapped(row), account.name(), account.epoch()).stream()
                .findFirst();
    }

    private SealKey unwrapped(Wrapped key) {
        return new SealKey(bytes(key));
    }

    private byte[] bytes(Wrapped key) {
        try {
            return masters.unwrap(key.master, key.bytes, key.account.toString())
                    .orElseThrow(() -> WrongMasterKey.unknown(key.account, key.master, masters));
        } catch (BrokenSeal e) {
            throw WrongMasterKey.damaged(key.account);
        }
    }
}
