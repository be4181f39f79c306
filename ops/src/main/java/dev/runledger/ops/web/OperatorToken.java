package dev.runledger.ops.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What an operator proves to be one by (API.md §7.4). Only its SHA-256 is held. Two are equal if their texts are. */
public final class OperatorToken {

    private static final int SHORTEST = 16;

    private final byte[] sha256;

    /** @throws IllegalArgumentException unless it is 16 visible ASCII characters at least */
    public OperatorToken(String text) {
        if (text.length() < SHORTEST || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("it must be " + SHORTEST + " visible ASCII characters at least");
        }
        this.sha256 = sha256(text);
    }

    /** Takes the same time whatever is wrong. */
    boolean isIt(String text) {
        return MessageDigest.isEqual(sha256, sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OperatorToken token && Arrays.equals(sha256, token.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }
}
