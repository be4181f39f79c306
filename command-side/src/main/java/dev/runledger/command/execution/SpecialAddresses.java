package dev.runledger.command.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses that are refused unless the operator allows them (API.md §9.2), with the class each belongs to. Wider
 * than the IANA registries: entries that these call globally reachable are refused too.
 */
final class SpecialAddresses {

    /** All of IPv6 that is handed out as global unicast; what lies outside is refused as a whole. */
    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    static final String MAPPED = "an IPv4-mapped IPv6 address";

    private static final String NOT_GLOBAL = "an IPv6 address outside global unicast";

    private static final List<Block> BLOCKS = List.of(
            block("0.0.0.0/8", "\"this network\""),
            block("10.0.0.0/8", "a private network"),
            block("100.64.0.0/10", "carrier-grade NAT space"),
            block("127.0.0.0/8", "loopback"),
            block("168.63.129.16/32", "a cloud platform's own service"),
            block("169.254.0.0/16", "link-local (cloud metadata lives there)"),
            block("172.16.0.0/12", "a private network"),
            block("192.0.0.0/24", "IETF protocol space"),
            block("192.0.2.0/24", "documentation space"),
            block("192.31.196.0/24", "the AS112 DNS sink"),
            block("192.52.193.0/24", "multicast tunnelling space"),
            block("192.88.99.0/24", "the former 6to4 relay"),
            block("192.168.0.0/16", "a private network"),
            block("192.175.48.0/24", "the AS112 DNS sink"),
            block("198.18.0.0/15", "benchmarking space"),
            block("198.51.100.0/24", "documentation space"),
            block("203.0.113.0/24", "documentation space"),
            block("224.0.0.0/4", "multicast"),
            block("240.0.0.0/4", "reserved or broadcast space"),
            block("2001::/23", "IETF protocol space"),
            block("2001:db8::/32", "documentation space"),
            block("2002::/16", "6to4, which embeds an IPv4 address"),
            block("2620:4f:8000::/48", "the AS112 DNS sink"),
            block("3ffe::/16", "the former 6bone"),
            block("3fff::/20", "documentation space"));

    /** Nicer words for the best known parts of what lies outside global unicast; they decide nothing. */
    private static final Map<Cidr, String> OUTSIDE = Map.of(
            Cidr.parse("::1/128"), "loopback",
            Cidr.parse("::ffff:0:0/96"), MAPPED,
            Cidr.parse("fc00::/7"), "a private network",
            Cidr.parse("fe80::/10"), "link-local",
            Cidr.parse("ff00::/8"), "multicast");

    private SpecialAddresses() {}

    private record Block(Cidr cidr, String kind) {}

    private static Block block(String cidr, String kind) {
        return new Block(Cidr.parse(cidr), kind);
    }

    /** What kind of special address this is, in words that do not tell the address; empty for a public one. */
    static Optional<String> kindOf(IpAddress address) {
        if (address.v6() && !GLOBAL_UNICAST.contains(address)) {
            return Optional.of(outside(address));
        }
        return BLOCKS.stream()
                .filter(block -> block.cidr.contains(address))
                .map(Block::kind)
                .findFirst();
    }

    private static String outside(IpAddress address) {
        return OUTSIDE.entrySet().stream()
                .filter(entry -> entry.getKey().contains(address))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(NOT_GLOBAL);
    }
}
