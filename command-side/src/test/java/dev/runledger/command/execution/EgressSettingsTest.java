package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressSettingsTest {

    @Test
    void theDefaultsAreThePublishedOnes() {
        EgressSettings defaults = EgressSettings.defaults();
        assertThat(defaults.allow()).isEmpty();
        assertThat(defaults.deny()).isEmpty();
        assertThat(defaults.maxResponseBytes()).isEqualTo(10_485_760);
        assertThat(defaults.ports().contains(8088)).isTrue();
        assertThat(defaults.ports().contains(22)).isFalse();
    }

    @Test
    void portsMayBeRangesOrAll() {
        assertThat(PortSet.parse("80, 8000-8099").contains(8000)).isTrue();
        assertThat(PortSet.parse("80,8000-8099").contains(8099)).isTrue();
        assertThat(PortSet.parse("80,8000-8099").contains(8100)).isFalse();
        assertThat(PortSet.parse("*").contains(65_535)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "a", "80,", "80-", "-80", "90-80", "8 0", "80,*"})
    void badPortsAreRefusedWithTheSettingsName(String ports) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EgressSettings.parse("", "", ports, 1, 1))
                .withMessageStartingWith("egress.ports: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/x", "example.com", "::1/129", "10.0.0.0/08x"})
    void badBlocksAreRefusedWithTheSettingsName(String block) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EgressSettings.parse("1.1.1.1", block, "80", 1, 1))
                .withMessageStartingWith("egress.deny: \"" + block + "\"");
    }

    @Test
    void aBlockWithStrayBitsIsRefusedWithWhatToWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EgressSettings.parse("10.1.2.3/8", "", "80", 1, 1))
                .withMessageEndingWith("write 10.0.0.0/8");
    }

    @Test
    void limitsMustBeSensible() {
        assertThatIllegalArgumentException().isThrownBy(() -> EgressSettings.parse("", "", "80", 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> EgressSettings.parse("", "", "80", 1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "0.0.0.0/0, 255.1.2.3, true",
        "0.0.0.0/0, ::, false",
        "::/0, ffff::1, true",
        "::/0, 1.2.3.4, false",
        "2001:db8:0:8::/61, 2001:db8:0:f::1, true",
        "2001:db8:0:8::/61, 2001:db8:0:10::1, false",
        "2001:db8::ff00/120, 2001:db8::ffff, true",
        "2001:db8::ff00/120, 2001:db8::1:ff00, false",
        "1.2.3.4, 1.2.3.4, true",
        "1.2.3.4, 1.2.3.5, false"
    })
    void aBlockHoldsExactlyItsAddresses(String block, String address, boolean held) {
        assertThat(Cidr.parse(block).contains(IpAddress.parse(address).orElseThrow()))
                .isEqualTo(held);
    }
}
