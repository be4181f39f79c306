package dev.runledger.command.execution;

import dev.runledger.kernel.job.HttpRequestSpec;
import org.jspecify.annotations.Nullable;

/**
 * How a peer proves who it is. Two runs with equal settings may share a TLS context and a connection.
 *
 * @param caCert PEM text of further authorities; null when nothing is verified
 */
record TlsSettings(boolean verify, @Nullable String caCert) {

    static TlsSettings of(HttpRequestSpec request) {
        return new TlsSettings(request.tlsVerify(), request.tlsVerify() ? request.caCert() : null);
    }
}
