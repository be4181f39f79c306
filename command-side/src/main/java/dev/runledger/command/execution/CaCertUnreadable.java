package dev.runledger.command.execution;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A job's {@code ca_cert} is not what it should be, so nobody's certificate could be judged by it. */
final class CaCertUnreadable extends IOException {

    CaCertUnreadable(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
