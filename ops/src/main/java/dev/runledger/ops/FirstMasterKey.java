package dev.runledger.ops;

import dev.runledger.command.secret.DataKeys;
import dev.runledger.command.secret.MasterKeys;
import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The master keys of this node: those of the settings, or of the data directory, or one made for a database without any. */
final class FirstMasterKey {

    private FirstMasterKey() {}

    /** @throws StartFailure if there is none and the database needs one */
    static MasterKeys orGiven(NodeSettings settings, NodeData data, JdbcTemplate sql, Progress progress) {
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
}
