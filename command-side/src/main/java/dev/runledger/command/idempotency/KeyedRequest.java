package dev.runledger.command.idempotency;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request that carries a key, known by hashes: what a client sent is not kept.
 *
 * @param slot of path and key: two requests of an account with the same slot are meant to be the same one
 * @param fingerprint of the body and of the environments that the caller sees: if it differs, they are not
 */
record KeyedRequest(AccountId account, String slot, String fingerprint) {

    static KeyedRequest of(Caller caller, String path, IdempotencyKey key, byte[] body) {
        return new KeyedRequest(
                caller.account(), hash(key.text(), path.getBytes(StandardCharsets.UTF_8)), hash(scope(caller), body));
    }

    /**
     * The same body asks for something else under another scope, which may supply the environment, and its answer may show
     * what the other must not see (API.md §1.2).
     */
    private static String scope(Caller caller) {
        Set<String> only = caller.scope().only();
        return only == null ? "*" : String.join(",", new TreeSet<>(only));
    }

    /** @param first free of U+0000, which ends it */
    private static String hash(String first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(second));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
