package dev.runledger.ops;

import dev.runledger.command.secret.WrongMasterKey;
import dev.runledger.ops.embedded.EmbeddedFailure;
import java.net.BindException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.PortInUseException;

/** The node cannot start; the message is meant for whoever started it. */
final class StartFailure extends RuntimeException {

    private StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whoever found the reason has the sentence for it. */
    static StartFailure because(String sentence) {
        return new StartFailure(sentence, null);
    }

    static StartFailure ofDatabase(SQLException failure) {
        return new StartFailure("The database cannot be used: " + failure.getMessage() + hint(failure), failure);
    }

    /** What the driver keeps to itself. */
    private static String hint(SQLException failure) {
        return switch (failure.getCause()) {
            case UnknownHostException unknown -> " There is no host " + unknown.getMessage() + ".";
            case SocketTimeoutException late -> " Its host did not answer in time.";
            case null, default -> "";
        };
    }

    /** Finds the sentence that helps in a chain of causes that grew on the way up. */
    static RuntimeException from(RuntimeException failure, NodeSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case EmbeddedFailure known -> {
                    return known;
                }
                case StartFailure known -> {
                    return known;
                }
                case BadUsage known -> {
                    return known;
                }
                case WrongMasterKey wrong -> {
                    return new StartFailure(wrong.sentence(), failure);
                }
                case PortInUseException taken -> {
                    return portTaken(settings, failure);
                }
                case BindException taken -> {
                    return portTaken(settings, failure);
                }
                case FlywayException schema -> {
                    return new StartFailure(
                            "The schema could not be brought up to date: " + schema.getMessage(), failure);
                }
                case SQLException sql -> {
                    return ofDatabase(sql);
                }
                default -> {}
            }
        }
        return failure;
    }

    private static StartFailure portTaken(NodeSettings settings, RuntimeException failure) {
        return new StartFailure(
                "Port " + settings.port() + " on " + settings.bind()
                        + " is taken. Stop what listens there, or choose another with --port.",
                failure);
    }
}
