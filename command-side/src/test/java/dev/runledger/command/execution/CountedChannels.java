package dev.runledger.command.execution;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.atomic.AtomicInteger;

/** The JVM's own maker of channels, counting those that could send. A process takes it by a system property. */
public final class CountedChannels extends SelectorProvider {

    static final AtomicInteger OPENED = new AtomicInteger();

    private final SelectorProvider real;

    public CountedChannels() throws ReflectiveOperationException {
        real = (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider")
                .getMethod("get")
                .invoke(null);
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        OPENED.incrementAndGet();
        return real.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        OPENED.incrementAndGet();
        return real.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return real.openPipe();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return real.openSelector();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return real.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        OPENED.incrementAndGet();
        return real.openSocketChannel();
    }
}
