package dev.runledger.command.execution;

import java.util.Optional;

/** A block of addresses of one family. */
record Cidr(IpAddress network, int prefix) {

    /** @throws IllegalArgumentException if the text is neither {@code network/prefix} nor a single address */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a CIDR block such as 10.0.0.0/8 or 2001:db8::/32");
        }
        IpAddress network = address.get();
        Cidr block = new Cidr(network, slash < 0 ? network.bits() : prefix(text, slash + 1, network.bits()));
        if (!block.first().equals(network)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has bits beyond its prefix; write " + block.first() + "/" + block.prefix);
        }
        return block;
    }

    private static int prefix(String text, int from, int max) {
        String digits = text.substring(from);
        boolean number =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(digits) > max) {
            throw new IllegalArgumentException("\"" + text + "\" needs a prefix length from 0 to " + max);
        }
        return Integer.parseInt(digits);
    }

    boolean contains(IpAddress address) {
        return address.v6() == network.v6()
                && ((address.high() ^ network.high()) & highMask()) == 0
                && ((address.low() ^ network.low()) & lowMask()) == 0;
    }

    IpAddress first() {
        return new IpAddress(network.v6(), network.high() & highMask(), network.low() & lowMask());
    }

    private long highMask() {
        return network.v6() ? mask(Math.min(prefix, 64), 64) : 0;
    }

    private long lowMask() {
        return network.v6() ? mask(Math.max(prefix - 64, 0), 64) : mask(prefix, 32);
    }

    /** The leading {@code ones} of a number of {@code width} bits. */
    private static long mask(int ones, int width) {
        return ones == 0 ? 0 : -1L << (width - ones);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
