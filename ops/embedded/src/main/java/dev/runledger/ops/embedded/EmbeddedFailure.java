package dev.runledger.ops.embedded;

import org.jspecify.annotations.Nullable;

/** The database cannot be had; the message is meant for the person at the terminal and says what to do. */
public final class EmbeddedFailure extends RuntimeException {

    EmbeddedFailure(String sentence) {
        this(sentence, null);
    }

    EmbeddedFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
