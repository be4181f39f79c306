package dev.runledger.kernel.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of 256 bits and what it does: AES in Galois/counter mode, which keeps secret and shows every change. Sealed bytes
 * are {@code 1}, the nonce (12 bytes), and the encrypted bytes with their tag (16 bytes). Nonces are random, so a key may seal
 * some 2^32 documents. Safe for all threads; never shows its bytes.
 */
public final class SealKey {

    /** Length of a key in bytes. */
    public static final int BYTES = 32;

    /** No JSON begins with it, so sealed documents can be told from those in clear. */
    private static final byte FORM = 1;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD = 1 + NONCE_BYTES;
    private static final int OVERHEAD = HEAD + TAG_BITS / 8;
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /** @throws IllegalArgumentException unless there are {@value #BYTES} bytes */
    public SealKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + bytes.length);
        }
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /** The bytes of a new key. */
    public static byte[] generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Whether these bytes have the form of sealed ones. */
    public static boolean isSealed(byte[] stored) {
        return stored.length >= OVERHEAD && stored[0] == FORM;
    }

    /** @param context what the bytes belong to: they open for nothing else */
    public byte[] seal(byte[] clear, String context) {
        byte[] sealed = new byte[OVERHEAD + clear.length];
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        sealed[0] = FORM;
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(clear, 0, clear.length, sealed, HEAD);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw noAlgorithm(e);
        }
    }

    /** @throws BrokenSeal if they were not sealed with this key for this context, or were changed */
    public byte[] open(byte[] sealed, String context) {
        if (!isSealed(sealed)) {
            throw new BrokenSeal("what is kept for " + context + " has not the form of sealed bytes", null);
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, 1, HEAD);
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed, HEAD, sealed.length - HEAD);
        } catch (AEADBadTagException e) {
            throw new BrokenSeal("what is kept for " + context + " does not open under this key, or was changed", e);
        } catch (GeneralSecurityException e) {
            throw noAlgorithm(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static IllegalStateException noAlgorithm(GeneralSecurityException e) {
        return new IllegalStateException("this JVM does not offer " + ALGORITHM, e);
    }
}
