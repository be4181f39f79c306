package dev.runledger.kernel.secret;

import org.jspecify.annotations.Nullable;

/** Bytes do not open under a key: they are damaged, were changed, or were sealed with another key or for something else. */
public final class BrokenSeal extends RuntimeException {

    BrokenSeal(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}
