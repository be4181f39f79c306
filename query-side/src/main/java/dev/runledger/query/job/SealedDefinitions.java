package dev.runledger.query.job;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.kernel.secret.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** Definitions as the list keeps them: JSON, sealed because it holds header values. */
record SealedDefinitions(Vault vault) {

    /** As PostgreSQL reads bytes. */
    String text(JobView job) {
        try {
            byte[] json = Json.STORED.writeValueAsBytes(job.definition());
            return "\\x" + HexFormat.of().formatHex(vault.seal(job.key().account(), json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JobDefinition read(AccountId account, byte[] stored) {
        try {
            return Json.STORED.readValue(vault.open(account, stored), JobDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
