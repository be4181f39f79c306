package dev.runledger.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An account in one of its lives. A wipe raises the epoch, so whatever still writes under the old one writes beside the
 * new life, never into it.
 */
public record AccountId(String name, int epoch) {

    /** The account that exists in every installation, in its first life. */
    public static final AccountId DEFAULT = new AccountId("default", 1);

    private static final String STREAM = "/account";
    private static final Pattern FORM = Pattern.compile(".+\\.[0-9]{1,9}");

    /** @throws IllegalArgumentException if the text is not {@code name.epoch} */
    @JsonCreator
    public static AccountId parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("not an account id: " + text);
        }
        return new AccountId(text.substring(0, dot), Integer.parseInt(text.substring(dot + 1)));
    }

    /** Empty if the text is not {@code name.epoch}. */
    public static Optional<AccountId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(parse(text)) : Optional.empty();
    }

    /** Whose stream it is, whatever kind: all of an account's begin with its id and a slash. */
    public static AccountId ofStream(String stream) {
        return parse(stream.substring(0, stream.indexOf('/')));
    }

    /** Whether a stream id is that of an account itself. */
    public static boolean names(String stream) {
        return stream.endsWith(STREAM) && stream.indexOf('/') == stream.length() - STREAM.length();
    }

    /** The life that a wipe begins. */
    public AccountId next() {
        return new AccountId(name, epoch + 1);
    }

    /** The life that a wipe ended. */
    public AccountId before() {
        return new AccountId(name, epoch - 1);
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
