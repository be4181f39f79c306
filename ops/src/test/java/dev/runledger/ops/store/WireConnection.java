package dev.runledger.ops.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One client's connection through a {@link FaultyWire}, message by message. */
final class WireConnection {

    private static final int ENCRYPTION_ASKED = 80_877_103;

    private final FaultyWire wire;
    private final Socket client;
    private final Socket server;
    private final DataInputStream fromClient;
    private final DataInputStream fromServer;
    private final DataOutputStream toClient;
    private final DataOutputStream toServer;

    /** Texts of statements that the client has prepared, by name. */
    private final Map<String, String> prepared = new HashMap<>();

    /** What is to happen at the commit of the transaction that is under way. */
    private FaultyWire.@Nullable Fault atCommit;

    /** While this is there, the server's messages do not go to the client; it opens when the server is ready again. */
    private volatile @Nullable CountDownLatch swallowing;

    /** A message of the protocol; the type is 0 for the first ones of a connection, which have none. */
    private static final class Message {

        private final int type;
        private final byte[] body;

        private Message(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }
    }

    WireConnection(FaultyWire wire, Socket client, Socket server) throws IOException {
        this.wire = wire;
        this.client = client;
        this.server = server;
        this.fromClient = new DataInputStream(new BufferedInputStream(client.getInputStream()));
        this.fromServer = new DataInputStream(new BufferedInputStream(server.getInputStream()));
        this.toClient = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
        this.toServer = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
    }

    void start() {
        Thread.ofVirtual().start(() -> pump(this::clientSpeaks));
        Thread.ofVirtual().start(() -> pump(this::serverSpeaks));
    }

    private interface Speaking {
        void run() throws IOException, InterruptedException;
    }

    private void pump(Speaking speaking) {
        try {
            speaking.run();
        } catch (IOException over) {
            // One side has closed; then the other is closed too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    void close() {
        wire.forget(this);
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void clientSpeaks() throws IOException, InterruptedException {
        begin();
        while (true) {
            Message message = read(fromClient);
            wire.awaitSound();
            FaultyWire.@Nullable Fault fault = fault(message);
            switch (fault) {
                case null -> write(toServer, message);
                case FaultyWire.Fault.NeverArrives() -> {
                    return;
                }
                case FaultyWire.Fault.Silence() -> {
                    wire.fallSilent();
                    wire.awaitSound();
                    return;
                }
                case FaultyWire.Fault.AtItsCommit(var later) -> {
                    atCommit = later;
                    write(toServer, message);
                }
                case FaultyWire.Fault.AnswerIsLost() -> {
                    loseTheAnswer(message);
                    return;
                }
                case FaultyWire.Fault.Fails(var state) -> fail(message, state);
            }
            if (fromClient.available() == 0) {
                toServer.flush();
            }
        }
    }

    /** Without encryption, whatever the client would like. */
    private void begin() throws IOException {
        Message first = new Message(0, fromClient.readNBytes(fromClient.readInt() - Integer.BYTES));
        while (first.body.length == Integer.BYTES && number(first.body) == ENCRYPTION_ASKED) {
            toClient.writeByte('N');
            toClient.flush();
            first = new Message(0, fromClient.readNBytes(fromClient.readInt() - Integer.BYTES));
        }
        toServer.writeInt(first.body.length + Integer.BYTES);
        toServer.write(first.body);
        toServer.flush();
    }

    /** A statement is run as it comes (Query), or is prepared (Parse) and then run (Bind); rows end with CopyDone. */
    private FaultyWire.@Nullable Fault fault(Message message) {
        return switch (message.type) {
            case 'Q' -> faultFor(text(message.body, 0));
            case 'P' -> {
                String name = text(message.body, 0);
                prepared.put(name, text(message.body, name.length() + 1));
                yield null;
            }
            case 'B' -> {
                String portal = text(message.body, 0);
                yield faultFor(prepared.getOrDefault(text(message.body, portal.length() + 1), ""));
            }
            case 'c' -> wire.faultFor(FaultyWire.END_OF_ROWS);
            default -> null;
        };
    }

    private FaultyWire.@Nullable Fault faultFor(String statement) {
        FaultyWire.Fault waiting = atCommit;
        if (waiting != null && statement.equals("COMMIT")) {
            atCommit = null;
            return waiting;
        }
        return wire.faultFor(statement);
    }

    private void loseTheAnswer(Message message) throws IOException, InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        swallowing = answered;
        write(toServer, message);
        for (Message last = message; isOpen(last); ) {
            last = read(fromClient);
            write(toServer, last);
        }
        toServer.flush();
        answered.await();
    }

    /** The statement and what belongs to it is replaced by a rollback; the client hears of an error. */
    private void fail(Message message, String state) throws IOException, InterruptedException {
        for (Message last = message; isOpen(last); ) {
            last = read(fromClient);
        }
        CountDownLatch rolledBack = new CountDownLatch(1);
        swallowing = rolledBack;
        write(toServer, new Message('Q', "ROLLBACK\0".getBytes(StandardCharsets.US_ASCII)));
        toServer.flush();
        rolledBack.await();
        swallowing = null;
        String error = "SERROR\0VERROR\0C" + state + "\0Mon purpose\0\0";
        write(toClient, new Message('E', error.getBytes(StandardCharsets.US_ASCII)));
        write(toClient, new Message('Z', new byte[] {'I'}));
        toClient.flush();
    }

    /** Whether more belongs to it, up to Sync. */
    private static boolean isOpen(Message message) {
        return message.type != 'Q' && message.type != 'S' && message.type != 'c';
    }

    private void serverSpeaks() throws IOException, InterruptedException {
        while (true) {
            Message message = read(fromServer);
            wire.awaitSound();
            CountDownLatch swallowed = swallowing;
            if (swallowed == null) {
                write(toClient, message);
                if (fromServer.available() == 0) {
                    toClient.flush();
                }
            } else if (message.type == 'Z') {
                swallowed.countDown();
            }
        }
    }

    private static Message read(DataInputStream from) throws IOException {
        int type = from.readUnsignedByte();
        return new Message(type, from.readNBytes(from.readInt() - Integer.BYTES));
    }

    private static void write(DataOutputStream to, Message message) throws IOException {
        to.writeByte(message.type);
        to.writeInt(message.body.length + Integer.BYTES);
        to.write(message.body);
    }

    private static int number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    /** Up to its closing zero. */
    private static String text(byte[] body, int from) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = from; body[i] != 0; i++) {
            text.write(body[i]);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
