package dev.runledger.ops.web;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refused;
import java.util.Optional;

/** Knows who stands behind a key. Looks up the key's SHA-256, so that neither timing nor storage tells a key. */
public interface ApiKeys {

    /**
     * @return empty if the key is wrong, expired or revoked
     * @throws Refused if that cannot be known now
     */
    Optional<Caller> authenticate(String key);
}
