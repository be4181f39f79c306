package dev.runledger.command.execution;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Asks for a host name's addresses. */
@FunctionalInterface
public interface NameResolver {

    /**
     * The addresses' bytes, 4 or 16 each, in the answer's order. May block; is called on platform threads only.
     *
     * @param host a syntactically valid host name, never an address
     * @throws UnknownHostException if there is no such name, or it has no address
     */
    List<byte[]> resolve(String host) throws UnknownHostException;

    /**
     * The operating system's resolver. The JVM keeps its answers for 30 s ({@code networkaddress.cache.ttl}) and failures
     * for 10 s ({@code networkaddress.cache.negative.ttl}), which the guard need not fear: an answer is judged anew at
     * every run, and the connection goes to the addresses that were judged, not to the name. What the cache can delay is
     * only how soon a moved target is found. Operators who need that sooner set the JVM's properties.
     */
    static NameResolver system() {
        return host -> Arrays.stream(InetAddress.getAllByName(host))
                .map(InetAddress::getAddress)
                .toList();
    }
}
