package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An account in one of its lives. A wipe raises the epoch, so whatever still writes under the old one writes beside the
 * new life, never into it.
 */
public record AccountId(String name, int epoch) {

    /** The account that exists in every installation. */
    public static final AccountId DEFAULT = new AccountId("default", 1);

    private static final String STREAM = "/account";

    /** @throws IllegalArgumentException if the text is not {@code name.epoch} */
    @JsonCreator
    public static AccountId parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("not an account id: " + text);
        }
        return new AccountId(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
    }

    /** Whose stream it is, whatever kind: all of an account's begin with its id and a slash. */
    public static AccountId ofStream(String stream) {
        return parse(stream.substring(0, stream.indexOf('/')));
    }

    /** Whether a stream id is that of an account itself. */
    public static boolean names(String stream) {
        return stream.endsWith(STREAM) && stream.indexOf('/') == stream.length() - STREAM.length();
    }

    /** The stream of what is done to the account itself: {@code acme.1/account}. */
    public String stream() {
        return this + STREAM;
    }

    @JsonValue
    @Override
    public String toString() {
        return name + "." + epoch;
    }
}
