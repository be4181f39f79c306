package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CappedBodyTest {

    private static final String FULL = "a".repeat(65_536);

    @Test
    void aBodyAtTheCapIsWhole() throws IOException {
        assertThat(text(FULL)).isEqualTo(new CappedBody.Text(FULL, false));
    }

    @Test
    void oneByteMoreIsCut() throws IOException {
        assertThat(text(FULL + "b")).isEqualTo(new CappedBody.Text(FULL, true));
    }

    @ParameterizedTest
    @CsvSource({"65534, true", "65533, true", "65532, false"})
    void aCharacterOfFourBytesIsKeptWholeOrNotAtAll(int before, boolean cut) throws IOException {
        String start = "a".repeat(before);
        String smile = "\uD83D\uDE00";
        assertThat(text(start + smile)).isEqualTo(new CappedBody.Text(cut ? start : start + smile, cut));
    }

    @Test
    void badBytesAndNulTakeTheThreeBytesOfTheirReplacement() throws IOException {
        assertThat(text(new byte[] {'a', (byte) 0xff, 0, 'b'})).isEqualTo(new CappedBody.Text("a\ufffd\ufffdb", false));
        assertThat(text(new byte[21_846])).isEqualTo(new CappedBody.Text("\ufffd".repeat(21_845), true));
        assertThat(text(new byte[21_845])).isEqualTo(new CappedBody.Text("\ufffd".repeat(21_845), false));
    }

    @Test
    void aCharacterBrokenOffAtTheEndIsReplaced() throws IOException {
        assertThat(text(new byte[] {'a', (byte) 0xe2, (byte) 0x82})).isEqualTo(new CappedBody.Text("a\ufffd", false));
    }

    @Test
    void whereRawBytesAreNoLongerKeptNoReplacementIsMadeUp() throws IOException {
        String euros = "\u20ac".repeat(30_000);
        assertThat(text(euros)).isEqualTo(new CappedBody.Text("\u20ac".repeat(21_845), true));
        assertThat(text("a" + euros)).isEqualTo(new CappedBody.Text("a" + "\u20ac".repeat(21_845), true));
        assertThat(text("ab" + euros)).isEqualTo(new CappedBody.Text("ab" + "\u20ac".repeat(21_844), true));
    }

    @Test
    void surrogatesInUtf8AreBadBytes() throws IOException {
        assertThat(text(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}).text())
                .matches("\ufffd+");
    }

    @Test
    void countingStopsAtItsLimit() throws IOException {
        CappedBody body = read(new byte[50], 49);
        assertThat(body.overflowed()).isTrue();
        assertThat(body.count()).isEqualTo(49);
        assertThat(body.text().truncated()).isTrue();
        assertThat(read(new byte[50], 50).overflowed()).isFalse();
    }

    private static CappedBody.Text text(String body) throws IOException {
        return text(body.getBytes(StandardCharsets.UTF_8));
    }

    private static CappedBody.Text text(byte[] body) throws IOException {
        return read(body, 1_000_000).text();
    }

    private static CappedBody read(byte[] bytes, long max) throws IOException {
        CappedBody body = new CappedBody(max);
        body.readFrom(new ByteArrayInputStream(bytes));
        return body;
    }
}
