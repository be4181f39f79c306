package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * All that must be equal for two runs to share a connection (API.md §9.1), but for the peer's address, which every run
 * judges anew.
 *
 * @param tls null for plain HTTP
 */
record Endpoint(AccountId account, @Nullable TlsSettings tls, String host, int port) {

    static Endpoint of(OutboundRequest request, TargetUrl target) {
        TlsSettings tls = target.tls() ? TlsSettings.of(request.spec()) : null;
        return new Endpoint(request.account(), tls, target.host(), target.port());
    }
}
