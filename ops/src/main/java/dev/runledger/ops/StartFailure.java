package dev.runledger.ops;

import dev.runledger.ops.embedded.EmbeddedFailure;
import java.net.BindException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.web.server.PortInUseException;

/** The node cannot start; the message is meant for whoever started it. */
final class StartFailure extends RuntimeException {

    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Finds the sentence that helps in a chain of causes that grew on the way up. */
    static RuntimeException from(RuntimeException failure, NodeSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case EmbeddedFailure known -> {
                    return known;
                }
                case BadUsage known -> {
                    return known;
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
                    return new StartFailure("The database cannot be used: " + sql.getMessage(), failure);
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
