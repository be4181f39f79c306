package dev.runledger.ops;

import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.store.Connections;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys that jobs' definitions are sealed with: found, checked and put to use before anything reads or writes. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    private static final String ONE_NODE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('runledger.data-keys'))";

    @Bean
    MasterKeys masterKeys(NodeSettings settings, NodeData data, JdbcTemplate sql, Progress progress) {
        return settings.masterKeys().or(data::masterKeys).orElseGet(() -> generated(data, sql, progress));
    }

    private static MasterKeys generated(NodeData data, JdbcTemplate sql, Progress progress) {
        if (DataKeys.anyIn(sql)) {
            throw StartFailure.because(
                    "The definitions of jobs in this database are sealed, and no master key is given."
                            + " Set RUNLEDGER_MASTER_KEYS or RUNLEDGER_MASTER_KEYS_FILE to the key of the nodes that made this"
                            + " database, or bring their file back to " + data.masterKeyFile() + ".");
        }
        try {
            MasterKeys keys = data.keepMasterKey(MasterKeys.generate());
            progress.step("A master key was made and kept in " + data.masterKeyFile()
                    + "; keep a copy apart from the database's");
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("the master key cannot be kept in " + data.masterKeyFile(), e);
        }
    }

    @Bean
    DataKeys dataKeys(
            JdbcTemplate sql,
            TransactionTemplate transaction,
            MasterKeys masterKeys,
            Connections connections,
            Progress progress) {
        DataKeys keys = new DataKeys(sql, masterKeys);
        transaction.executeWithoutResult(status -> {
            sql.query(ONE_NODE_AT_A_TIME, row -> {});
            keys.adopt();
        });
        for (AccountId account : keys.unsealed()) {
            progress.step("Sealing the definitions of jobs of account " + account.name());
            new ClearRows(connections.unlimited(), keys).seal(account);
            keys.sealed(account);
        }
        return keys;
    }
}
