package dev.runledger.ops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** The port of a data directory: chosen once, then kept for as long as it can be had. */
final class PortMemory {

    /**
     * Below the range from which systems take the ports of outgoing connections. In that range a client that retries
     * while the database is away can be given the database's own port and, on loopback, connect to itself and keep it.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int TRIES = 100;

    private final Path file;

    PortMemory(Path file) {
        this.file = file;
    }

    /** The remembered port, or a free one if none is remembered. */
    int port() {
        try {
            if (Files.exists(file)) {
                int remembered = Integer.parseInt(Files.readString(file).strip());
                if (remembered > 0 && remembered <= 0xFFFF) {
                    return remembered;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // As good as not remembered: the next choice overwrites it.
        }
        return another();
    }

    /** A port that is free at this moment, remembered from now on. */
    int another() {
        for (int i = 0; i < TRIES; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (free(candidate)) {
                return remembered(candidate);
            }
        }
        throw new EmbeddedFailure("No port between " + FIRST + " and " + LAST
                + " can be bound on 127.0.0.1. Is the loopback interface up, and is the service allowed to listen?");
    }

    private int remembered(int port) {
        try {
            Files.writeString(file, port + "\n");
            return port;
        } catch (IOException e) {
            throw new EmbeddedFailure("The port cannot be written to " + file + ": " + Failures.reason(e) + ".", e);
        }
    }

    private static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
