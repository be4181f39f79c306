package dev.runledger.command.execution;

import java.nio.charset.StandardCharsets;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/** A host name as TLS shows it to the peer (SNI). The JDK's own class refuses names with an underscore. */
final class ServerName extends SNIServerName {

    /** @param host without a trailing dot (RFC 6066 §3) */
    ServerName(String host) {
        super(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.US_ASCII));
    }
}
