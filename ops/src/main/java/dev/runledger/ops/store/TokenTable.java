package dev.runledger.ops.store;

import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code ledger.token} as Axon's JdbcTokenStore uses it. Its content type is {@code byte[]}. */
public final class TokenTable {

    private TokenTable() {}

    /** Frees whatever a process that is dead had claimed. */
    public static void release(JdbcTemplate sql, String owner) {
        sql.update("UPDATE ledger.token SET owner = NULL WHERE owner = ?", owner);
    }

    public static TokenSchema schema() {
        return TokenSchema.builder()
                .setTokenTable("ledger.token")
                .setProcessorNameColumn("processor")
                .setSegmentColumn("segment")
                .setTokenColumn("token")
                .setTokenTypeColumn("token_type")
                .setTimestampColumn("claimed_at")
                .setOwnerColumn("owner")
                .build();
    }
}
