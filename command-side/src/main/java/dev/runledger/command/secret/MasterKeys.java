package dev.runledger.command.secret;

import dev.runledger.kernel.secret.SealKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The operator's keys, which wrap the accounts' keys. The first wraps, all unwrap: so a new one can be put in front while the
 * old ones still read. A key is known by an id that is derived from it and tells nothing of it.
 */
public final class MasterKeys {

    private static final String ID_OF = "runledger master key";
    private static final int ID_BYTES = 6;

    private final Map<String, SealKey> byId;
    private final Map.Entry<String, SealKey> first;

    private MasterKeys(SequencedMap<String, SealKey> byId) {
        this.byId = Collections.unmodifiableMap(byId);
        this.first = byId.firstEntry();
    }

    /**
     * Keys of 32 bytes in base64 (either alphabet, padding or not), with commas or white space in between.
     *
     * @throws IllegalArgumentException telling which is wrong and why, but nothing of what it is
     */
    public static MasterKeys parse(String text) {
        SequencedMap<String, SealKey> keys = new LinkedHashMap<>();
        List<String> parts = parts(text);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is no key in it");
        }
        for (int i = 0; i < parts.size(); i++) {
            byte[] bytes = bytes(parts.get(i), i + 1);
            keys.putIfAbsent(id(bytes), new SealKey(bytes));
        }
        return new MasterKeys(keys);
    }

    /** The text of one new key. */
    public static String generate() {
        return Base64.getEncoder().encodeToString(SealKey.generate());
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split("[,\\s]", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static byte[] bytes(String part, int number) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(part.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            // The decoder's own words would show a character of the key.
            bytes = new byte[0];
        }
        if (bytes.length != SealKey.BYTES) {
            throw new IllegalArgumentException("key " + number + " is not " + SealKey.BYTES + " bytes in base64");
        }
        return bytes;
    }

    private static String id(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] hash = mac.doFinal(ID_OF.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HMAC with SHA-256", e);
        }
    }

    /** The id of the key that wraps. */
    String first() {
        return first.getKey();
    }

    Set<String> ids() {
        return byId.keySet();
    }

    byte[] wrap(byte[] dataKey, String context) {
        return first.getValue().seal(dataKey, context);
    }

    /** Empty if no key of that id is here. */
    Optional<byte[]> unwrap(String id, byte[] wrapped, String context) {
        return Optional.ofNullable(byId.get(id)).map(key -> key.open(wrapped, context));
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "master keys " + byId.keySet();
    }
}
