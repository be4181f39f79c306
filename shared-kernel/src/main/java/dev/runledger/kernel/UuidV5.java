package dev.runledger.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that follow from a name, so that whoever makes one makes the same (RFC 9562 version 5). */
public final class UuidV5 {

    private static final int BYTES = 16;
    private static final long VERSION = 0x5000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private UuidV5() {}

    public static UUID of(UUID namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer hashed = ByteBuffer.allocate(BYTES + text.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(text);
        ByteBuffer hash = ByteBuffer.wrap(sha1(hashed.array()));
        return new UUID((hash.getLong() & ~0xF000L) | VERSION, (hash.getLong() << 2 >>> 2) | VARIANT);
    }

    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
