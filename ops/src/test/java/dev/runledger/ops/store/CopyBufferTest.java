package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CopyBufferTest {

    @Test
    void fieldsAreKeptInNetworkOrderHoweverOftenTheBufferGrows() {
        CopyBuffer buffer = new CopyBuffer(1);
        for (int i = 0; i < 100; i++) {
            buffer.write(i);
            buffer.putShort(i);
            buffer.putInt(i);
            buffer.putLong(i);
            buffer.putField(new byte[] {(byte) i, 7});
            buffer.putField(null);
        }
        ByteBuffer read = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), buffer.size()));
        for (int i = 0; i < 100; i++) {
            assertThat(read.get()).isEqualTo((byte) i);
            assertThat(read.getShort()).isEqualTo((short) i);
            assertThat(read.getInt()).isEqualTo(i);
            assertThat(read.getLong()).isEqualTo(i);
            assertThat(read.getInt()).isEqualTo(2);
            assertThat(read.getShort()).isEqualTo((short) (i << 8 | 7));
            assertThat(read.getInt()).isEqualTo(-1);
        }
        assertThat(read.hasRemaining()).isFalse();
    }

    @Test
    void whatWasWrittenCanBeWrittenOver() {
        CopyBuffer buffer = new CopyBuffer(1);
        buffer.putLong(0);
        buffer.putInt(0);
        buffer.setLong(0, 42);
        buffer.setInt(8, 43);
        ByteBuffer read = ByteBuffer.wrap(buffer.array());
        assertThat(read.getLong()).isEqualTo(42);
        assertThat(read.getInt()).isEqualTo(43);
    }
}
