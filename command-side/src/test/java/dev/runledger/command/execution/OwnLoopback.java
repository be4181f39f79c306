package dev.runledger.command.execution;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Brings up the loopback of a new network namespace, as {@code ip link set lo up} would, which not every machine has. */
final class OwnLoopback {

    /** Linux: {@code AF_INET}, {@code SOCK_DGRAM}, {@code SIOCSIFFLAGS}, {@code IFF_UP}; {@code struct ifreq}. */
    private static final int INET = 2;

    private static final int DATAGRAM = 2;
    private static final long SET_FLAGS = 0x8914;
    private static final short UP = 1;
    private static final int REQUEST_SIZE = 40;
    private static final int FLAGS_OFFSET = 16;

    private OwnLoopback() {}

    @SuppressWarnings("restricted")
    static void up() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle socket = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("socket"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        MethodHandle ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_SIZE);
            request.setString(0, "lo");
            request.set(JAVA_SHORT, FLAGS_OFFSET, UP);
            int handle = (int) socket.invokeExact(INET, DATAGRAM, 0);
            if ((int) ioctl.invokeExact(handle, SET_FLAGS, request) != 0) {
                throw new IllegalStateException("the loopback does not come up");
            }
        }
    }
}
