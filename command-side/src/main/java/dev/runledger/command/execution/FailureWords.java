package dev.runledger.command.execution;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** Says to a user why a call failed: with host and port, never with an address or anything that was sent. */
final class FailureWords {

    private FailureWords() {}

    static String of(Exception failure, TargetUrl target) {
        String peer = target.hostAndPort();
        return switch (failure) {
            case CaCertUnreadable e -> e.getMessage() + "; no connection was used";
            case SSLException e -> tls(e, target);
            case NoRouteToHostException e -> "no route to " + peer;
            case ConnectException e -> connecting(e, peer);
            case TruncatedChunkException e -> peer + " closed the connection before the response was complete";
            case MalformedChunkCodingException e -> peer + " sent a malformed chunked body";
            case MessageConstraintException e ->
                peer + " sent a response head of more than " + HeadLines.MAX_HEADERS + " headers or 64 KiB";
            case ConnectionClosedException e -> closed(e, peer);
            case HttpException e -> peer + " sent a malformed response: " + e.getMessage();
            case IOException e -> broken(e, peer);
            default -> "internal error while calling " + peer;
        };
    }

    private static String connecting(ConnectException failure, String peer) {
        String reason = String.valueOf(failure.getMessage());
        if (reason.contains("refused")) {
            return peer + " refused the connection";
        }
        return reason.contains("unreachable") ? "no route to " + peer : "no connection to " + peer + " came about";
    }

    private static String closed(ConnectionClosedException failure, String peer) {
        String reason = String.valueOf(failure.getMessage());
        return reason.startsWith("closed")
                ? peer + " " + reason
                : peer + " closed the connection before the response was complete";
    }

    private static String broken(IOException failure, String peer) {
        String reason = String.valueOf(failure.getMessage());
        return reason.contains("unreachable") ? "no route to " + peer : "the connection to " + peer + " broke";
    }

    private static String tls(SSLException failure, TargetUrl target) {
        String peer = target.hostAndPort();
        String certificate = "TLS: the certificate of " + peer;
        if (failure instanceof SSLPeerUnverifiedException) {
            return certificate + " is not for the name " + target.host();
        }
        if (cause(failure, CertificateExpiredException.class).isPresent()) {
            return certificate + " has expired";
        }
        if (cause(failure, CertificateNotYetValidException.class).isPresent()) {
            return certificate + " is not yet valid";
        }
        if (cause(failure, CertPathBuilderException.class).isPresent()) {
            return certificate + " comes from an unknown issuer; name it in ca_cert";
        }
        if (cause(failure, CertificateException.class).isPresent()) {
            return certificate + " is not acceptable" + reason(failure);
        }
        return "TLS: no secure connection to " + peer + ": " + handshake(String.valueOf(failure.getMessage()));
    }

    /** The JVM's words, where there are none better: of a line's length, and without a character that could do harm. */
    private static String handshake(String words) {
        if (words.contains("unrecognized SSL message")) {
            return "it does not speak TLS";
        }
        if (words.contains("protocol_version") || words.contains("selected protocol version")) {
            return "it speaks no TLS 1.2 or newer";
        }
        return words.substring(0, Math.min(words.length(), 200)).replaceAll("[^ -~]", "?");
    }

    private static String reason(Throwable failure) {
        return cause(failure, CertPathValidatorException.class)
                .map(invalid -> " (" + invalid.getReason().toString().toLowerCase(Locale.ROOT) + ")")
                .orElse("");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> kind) {
        Throwable cause = failure;
        while (cause != null) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
