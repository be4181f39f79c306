package dev.runledger.command.execution;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An address as its bytes and nothing else. {@link InetAddress} will not do for judging: it silently turns an
 * IPv4-mapped IPv6 address into the IPv4 address inside, and may ask DNS when given text.
 *
 * @param high the first eight bytes; 0 for IPv4
 * @param low the last eight bytes; IPv4 in the lower four
 */
record IpAddress(boolean v6, long high, long low) {

    /** @throws IllegalArgumentException unless there are 4 or 16 bytes */
    static IpAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> v4(ByteBuffer.wrap(bytes).getInt());
            case 16 ->
                new IpAddress(
                        true,
                        ByteBuffer.wrap(bytes).getLong(),
                        ByteBuffer.wrap(bytes).getLong(8));
            default -> throw new IllegalArgumentException(bytes.length + " bytes are no address");
        };
    }

    static IpAddress v4(int bits) {
        return new IpAddress(false, 0, Integer.toUnsignedLong(bits));
    }

    /** A dotted quad without leading zeros, or IPv6 text in any spelling without zone or embedded IPv4. */
    static Optional<IpAddress> parse(String text) {
        return text.indexOf(':') >= 0 ? Ipv6Text.parse(text) : quad(text);
    }

    private static Optional<IpAddress> quad(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        int bits = 0;
        for (String part : parts) {
            int octet = octet(part);
            if (octet < 0) {
                return Optional.empty();
            }
            bits = (bits << 8) | octet;
        }
        return Optional.of(v4(bits));
    }

    /** The octet's value, or -1 if the text is not its one canonical spelling. */
    private static int octet(String part) {
        boolean digits = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || (part.length() > 1 && part.charAt(0) == '0')) {
            return -1;
        }
        int value = Integer.parseInt(part);
        return value <= 255 ? value : -1;
    }

    /** Whether the kernel would take this IPv6 address for the IPv4 address in its last four bytes. */
    boolean mapped() {
        return v6 && high == 0 && low >>> 32 == 0xffff;
    }

    int bits() {
        return v6 ? 128 : 32;
    }

    byte[] bytes() {
        return v6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
    }

    /** For connecting: keeps the family even of a mapped address, and never asks DNS. */
    InetAddress inet() {
        try {
            return v6 ? Inet6Address.getByAddress(null, bytes(), -1) : InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bits() + " bits", e);
        }
    }

    /** The canonical text (IPv6: RFC 5952). */
    @Override
    public String toString() {
        return v6 ? Ipv6Text.canonical(this) : quadText();
    }

    private String quadText() {
        return (low >> 24) + "." + ((low >> 16) & 255) + "." + ((low >> 8) & 255) + "." + (low & 255);
    }
}
