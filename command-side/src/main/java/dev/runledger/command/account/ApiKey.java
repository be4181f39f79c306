package dev.runledger.command.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key in clear, as its owner holds it (API.md §1.2). Never logged, never stored.
 *
 * @param text visible ASCII
 */
public record ApiKey(String text) {

    private static final String PREFIX = "sk_api_";
    private static final int RANDOM_BYTES = 32;
    private static final int SHOWN = 12;

    /** @throws IllegalArgumentException if the text holds anything but visible ASCII, or nothing */
    public ApiKey {
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("an API key consists of visible ASCII characters");
        }
    }

    public static ApiKey generate(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The first characters, by which people tell keys apart. */
    public String prefix() {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
