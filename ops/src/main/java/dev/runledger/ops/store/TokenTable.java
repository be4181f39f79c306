package dev.runledger.ops.store;

import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;

/** Tells Axon's JdbcTokenStore how {@code ledger.token} names its columns. Its content type is {@code byte[]}. */
public final class TokenTable {

    private TokenTable() {}

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
