package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpecialAddressesTest {

    private static final List<Cidr> BLOCKS = Vectors.rows("special-cidrs.tsv").stream()
            .map(List::getFirst)
            .filter(text -> text.indexOf('/') > 0 && !text.startsWith("everything"))
            .map(Cidr::parse)
            .toList();

    static Stream<Cidr> blocks() {
        return BLOCKS.stream();
    }

    @Test
    void theListIsTheWholeOne() {
        assertThat(BLOCKS).hasSize(60);
        assertThat(Vectors.rows("special-cidrs.tsv"))
                .hasSize(61)
                .allSatisfy(row -> assertThat(row.get(4)).isEqualTo("block"));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockIsRefusedFromItsFirstAddressToItsLast(Cidr block) {
        assertThat(SpecialAddresses.kindOf(address(first(block), block))).isPresent();
        assertThat(SpecialAddresses.kindOf(address(last(block), block))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void itsNeighboursAreJudgedByTheOtherBlocksAlone(Cidr block) {
        BigInteger below = first(block).subtract(BigInteger.ONE);
        BigInteger above = last(block).add(BigInteger.ONE);
        Stream.of(below, above)
                .filter(number -> number.signum() >= 0
                        && number.bitLength() <= block.network().bits())
                .map(number -> address(number, block))
                .forEach(neighbour -> assertThat(
                                SpecialAddresses.kindOf(neighbour).isPresent())
                        .as(neighbour.toString())
                        .isEqualTo(!PublicAddresses.isPublic(neighbour.bytes())));
    }

    @Test
    void anyAddressIsJudgedAsTheTableSays() {
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            byte[] address = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(address);
            if (i % 4 == 1) {
                address[0] = (byte) (0x20 + random.nextInt(0x20));
            }
            assertThat(SpecialAddresses.kindOf(IpAddress.of(address)).isEmpty())
                    .isEqualTo(PublicAddresses.isPublic(address));
        }
    }

    @Test
    void ipv6OutsideGlobalUnicastIsRefusedUpToTheVeryEdge() {
        assertThat(SpecialAddresses.kindOf(ip("1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")))
                .isPresent();
        assertThat(SpecialAddresses.kindOf(ip("2000::"))).isEmpty();
        assertThat(SpecialAddresses.kindOf(ip("3fff:1000::"))).isEmpty();
        assertThat(SpecialAddresses.kindOf(ip("4000::"))).isPresent();
    }

    @Test
    void theWordsNeverTellTheAddress() {
        BLOCKS.stream()
                .map(Cidr::first)
                .forEach(address -> assertThat(SpecialAddresses.kindOf(address).orElseThrow())
                        .doesNotContain(address.toString()));
    }

    private static BigInteger first(Cidr block) {
        return new BigInteger(1, block.first().bytes());
    }

    private static BigInteger last(Cidr block) {
        int free = block.network().bits() - block.prefix();
        return first(block).add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
    }

    private static IpAddress address(BigInteger number, Cidr block) {
        byte[] all = new byte[block.network().bits() / 8];
        byte[] given = number.toByteArray();
        for (int i = 1; i <= Math.min(all.length, given.length); i++) {
            all[all.length - i] = given[given.length - i];
        }
        return IpAddress.of(all);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
