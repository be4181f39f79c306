package dev.runledger.ops.replay;

import java.util.Objects;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which lives accounts are in. Tables that a replay builds hold what events told when it read them, so they are of no use once an
 * account was wiped meanwhile: they would bring back what is gone.
 */
record Lives(String text) {

    private static final String READ = "SELECT coalesce(string_agg(name || '.' || epoch, ' '), '') FROM"
            + " (SELECT name, epoch FROM ledger.account WHERE epoch > 1 ORDER BY name) lives";

    /** So that no wipe can begin until the transaction ends. */
    private static final String HOLD = "SELECT name FROM ledger.account ORDER BY name FOR SHARE";

    private static final String UNDER_WAY = "SELECT EXISTS (SELECT FROM ledger.wipe)";

    /** @throws ReplayFailure if an account is being wiped */
    static Lives read(JdbcTemplate sql) {
        if (Boolean.TRUE.equals(sql.queryForObject(UNDER_WAY, Boolean.class))) {
            throw new ReplayFailure("An account is being wiped. Wait until that is done, and begin the replay again.");
        }
        return new Lives(Objects.requireNonNull(sql.queryForObject(READ, String.class)));
    }

    /** @throws ReplayFailure if a wipe has begun since these were read */
    void requireUnchanged(JdbcTemplate sql) {
        if (!read(sql).equals(this)) {
            throw new ReplayFailure("An account was wiped meanwhile. Begin the replay again.");
        }
    }

    /**
     * As {@link #requireUnchanged}, and until the calling thread's transaction ends no wipe begins.
     *
     * @return false if somebody keeps an account's row locked; the transaction is of no use any more then
     */
    boolean hold(JdbcTemplate sql) {
        try {
            sql.query(HOLD, row -> {});
        } catch (DataAccessException e) {
            if (Session.lockWasNotToBeHad(e)) {
                return false;
            }
            throw e;
        }
        requireUnchanged(sql);
        return true;
    }
}
