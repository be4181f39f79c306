package dev.runledger.command.execution;

import java.util.Arrays;
import java.util.List;

/**
 * Where calls may go and how much of an answer is read ({@code runledger.egress.*}, API.md §9.2).
 *
 * @param allow blocks accepted even if private; while there is none, reserved names are refused without a query
 * @param deny blocks refused before all else, such as this server's public addresses
 * @param maxResponseBytes how far a response body is read and counted before the connection is closed
 * @param dnsThreads how many names are looked up at a time; a look-up cannot be broken off, so a few must be free
 */
public record EgressSettings(List<Cidr> allow, List<Cidr> deny, PortSet ports, long maxResponseBytes, int dnsThreads) {

    public static final String DEFAULT_PORTS = "80,443,8080,8443,8088";
    public static final long DEFAULT_MAX_RESPONSE_BYTES = 10 * 1024 * 1024;
    public static final int DEFAULT_DNS_THREADS = 32;

    public EgressSettings {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        if (maxResponseBytes < 1) {
            throw new IllegalArgumentException("egress.max-response-bytes must be at least 1, not " + maxResponseBytes);
        }
        if (dnsThreads < 1 || dnsThreads > 1024) {
            throw new IllegalArgumentException("egress.dns-threads must be from 1 to 1024, not " + dnsThreads);
        }
    }

    /** Public targets on the usual ports only. */
    public static EgressSettings defaults() {
        return parse("", "", DEFAULT_PORTS, DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_DNS_THREADS);
    }

    /**
     * Reads the settings' text forms: comma lists of CIDR blocks, and a list of ports.
     *
     * @throws IllegalArgumentException naming the setting and the part of it that is wrong
     */
    public static EgressSettings parse(String allow, String deny, String ports, long maxResponseBytes, int dnsThreads) {
        return new EgressSettings(
                blocks("egress.allow", allow), blocks("egress.deny", deny), ports(ports), maxResponseBytes, dnsThreads);
    }

    private static List<Cidr> blocks(String setting, String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(Cidr::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
    }

    private static PortSet ports(String text) {
        try {
            return PortSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("egress.ports: " + e.getMessage(), e);
        }
    }
}
