package dev.runledger.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.chaos.FrontendMessages.Asked;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontendMessagesTest {

    private static final byte[] HELLO =
            ByteBuffer.allocate(8).putInt(8).putInt(196_608).array();

    @Test
    void aSimpleCommitIsRecognised() {
        assertThat(asked(8192, HELLO, message('Q', "COMMIT"))).containsExactly(Asked.COMMIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8192})
    void aPreparedCommitIsRecognisedHoweverItIsCutIntoPieces(int size) {
        byte[][] stream = {
            HELLO,
            message('P', "S_1", "COMMIT", ""),
            message('P', "", "select 1", ""),
            message('B', "", "", ""),
            message('E', "", ""),
            message('B', "", "S_1", ""),
            message('E', "", "")
        };
        assertThat(asked(size, stream)).containsExactly(Asked.COMMIT);
    }

    @Test
    void aCommitOfEventsIsToldFromOthers() {
        assertThat(asked(
                        1,
                        HELLO,
                        message('Q', "COPY ledger.event (position) FROM STDIN"),
                        message('d', "x".repeat(10_000)),
                        message('Q', "COMMIT"),
                        message('Q', "COMMIT")))
                .containsExactly(Asked.COMMIT_OF_EVENTS, Asked.COMMIT);
    }

    @Test
    void aRollbackForgetsTheEvents() {
        assertThat(asked(
                        1,
                        HELLO,
                        message('Q', "COPY ledger.event (position) FROM STDIN"),
                        message('Q', "ROLLBACK"),
                        message('Q', "COMMIT")))
                .containsExactly(Asked.COMMIT);
    }

    @Test
    void dataThatLooksLikeACommitIsNone() {
        assertThat(asked(1, HELLO, message('d', "Q\0\0\0\13COMMIT"))).isEmpty();
    }

    private static List<Asked> asked(int size, byte[]... stream) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : stream) {
            all.writeBytes(part);
        }
        FrontendMessages messages = new FrontendMessages();
        List<Asked> asked = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(all.toByteArray());
        while (rest.hasRemaining()) {
            byte[] piece = new byte[Math.min(size, rest.remaining())];
            rest.get(piece);
            asked.add(messages.take(piece, piece.length));
        }
        asked.removeIf(Asked.NOTHING_SPECIAL::equals);
        return asked;
    }

    private static byte[] message(char type, String... texts) {
        byte[] body = (String.join("\0", texts) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }
}
