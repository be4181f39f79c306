package dev.runledger.ops.store;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes into which fields of PostgreSQL's binary COPY format are written, lengths included. */
final class CopyBuffer extends OutputStream {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private byte[] bytes;
    private int size;

    CopyBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** The array itself, of which only the first {@link #size()} bytes count. */
    byte[] array() {
        return bytes;
    }

    void putShort(int value) {
        int at = room(Short.BYTES);
        SHORT.set(bytes, at, (short) value);
    }

    void putInt(int value) {
        int at = room(Integer.BYTES);
        INT.set(bytes, at, value);
    }

    void putLong(long value) {
        int at = room(Long.BYTES);
        LONG.set(bytes, at, value);
    }

    /** Writes over what stands at {@code at}. */
    void setInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    /** Writes over what stands at {@code at}. */
    void setLong(int at, long value) {
        LONG.set(bytes, at, value);
    }

    void putField(byte @Nullable [] field) {
        if (field == null) {
            putInt(-1);
        } else {
            putInt(field.length);
            write(field, 0, field.length);
        }
    }

    @Override
    public void write(int value) {
        int at = room(1);
        bytes[at] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int at = room(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    /** Where the next {@code length} bytes go; may replace the array. */
    private int room(int length) {
        int at = size;
        size = Math.addExact(at, length);
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
        return at;
    }

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN)
                .withInvokeExactBehavior();
    }
}
