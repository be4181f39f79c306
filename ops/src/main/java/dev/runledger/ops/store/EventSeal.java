package dev.runledger.ops.store;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.secret.Vault;
import java.util.function.Predicate;

/**
 * Which streams' payloads are sealed on disk, and how. Of a sealed stream only the payloads are: position, name and time stay
 * readable.
 */
public interface EventSeal {

    /** Everything is stored in clear. */
    EventSeal NONE = new EventSeal() {
        @Override
        public boolean covers(String stream) {
            return false;
        }

        @Override
        public byte[] seal(String stream, byte[] json) {
            return json;
        }

        @Override
        public byte[] open(String stream, byte[] stored) {
            return stored;
        }
    };

    /** Whether new events of this stream are sealed. */
    boolean covers(String stream);

    byte[] seal(String stream, byte[] json);

    /** What is stored in clear comes back as it is. */
    byte[] open(String stream, byte[] stored);

    /** With the key of the account that a stream's name begins with. */
    static EventSeal of(Vault vault, Predicate<String> covered) {
        return new EventSeal() {
            @Override
            public boolean covers(String stream) {
                return covered.test(stream);
            }

            @Override
            public byte[] seal(String stream, byte[] json) {
                return vault.seal(AccountId.ofStream(stream), json);
            }

            @Override
            public byte[] open(String stream, byte[] stored) {
                return covered.test(stream) ? vault.open(AccountId.ofStream(stream), stored) : stored;
            }
        };
    }
}
