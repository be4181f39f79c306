package dev.runledger.command.execution;

import java.math.BigInteger;
import java.util.List;

/**
 * A second opinion on which addresses are public, straight from the table of special blocks and with another arithmetic
 * than the code under test. It shares nothing with that code but the table.
 */
final class PublicAddresses {

    private record Block(int bytes, BigInteger first, BigInteger last) {
        private boolean holds(int length, BigInteger address) {
            return length == bytes && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
        }
    }

    private static final List<Block> SPECIAL = Vectors.rows("special-cidrs.tsv").stream()
            .map(List::getFirst)
            .filter(cidr -> cidr.matches("[0-9a-f.:]+/[0-9]+"))
            .map(PublicAddresses::block)
            .toList();

    private static final Block GLOBAL_UNICAST = block("2000::/3");

    private PublicAddresses() {}

    static boolean isPublic(byte[] address) {
        BigInteger number = new BigInteger(1, address);
        return SPECIAL.stream().noneMatch(block -> block.holds(address.length, number))
                && (address.length == 4 || GLOBAL_UNICAST.holds(address.length, number));
    }

    static boolean within(String cidr, byte[] address) {
        return block(cidr).holds(address.length, new BigInteger(1, address));
    }

    private static Block block(String cidr) {
        String[] parts = cidr.split("/");
        byte[] network = bytes(parts[0]);
        BigInteger first = new BigInteger(1, network);
        BigInteger size = BigInteger.TWO.pow(network.length * 8 - Integer.parseInt(parts[1]));
        return new Block(network.length, first, first.add(size).subtract(BigInteger.ONE));
    }

    /** The address that well-formed text stands for. */
    static byte[] bytes(String text) {
        if (text.indexOf(':') < 0) {
            byte[] quad = new byte[4];
            String[] octets = text.split("\\.");
            for (int i = 0; i < 4; i++) {
                quad[i] = (byte) Integer.parseInt(octets[i]);
            }
            return quad;
        }
        String[] halves = text.split("::", -1);
        byte[] all = new byte[16];
        write(halves[0], all, 0);
        if (halves.length > 1 && !halves[1].isEmpty()) {
            write(halves[1], all, 16 - 2 * halves[1].split(":").length);
        }
        return all;
    }

    private static void write(String groups, byte[] target, int from) {
        int at = from;
        for (String group : groups.isEmpty() ? new String[0] : groups.split(":")) {
            int value = Integer.parseInt(group, 16);
            target[at++] = (byte) (value >> 8);
            target[at++] = (byte) value;
        }
    }
}
