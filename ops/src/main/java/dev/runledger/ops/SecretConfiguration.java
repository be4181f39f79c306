package dev.runledger.ops;

import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.kernel.AccountId;
import dev.runledger.ops.embedded.Progress;
import dev.runledger.ops.store.Connections;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The keys that jobs' definitions are sealed with: checked and put to use before anything reads or writes. */
@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    private static final String ONE_NODE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('runledger.data-keys'))";

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
        if (!keys.unsealed().isEmpty()) {
            DataSource database = connections.unlimited();
            Turn.of("runledger.clear-rows", database, () -> seal(keys, new ClearRows(database, keys), progress));
        }
        return keys;
    }

    /** What another node has not sealed meanwhile. */
    private static void seal(DataKeys keys, ClearRows rows, Progress progress) {
        for (AccountId account : keys.unsealed()) {
            progress.step("Sealing the definitions of jobs of account " + account.name());
            rows.seal(account);
            keys.sealed(account);
        }
    }
}
