package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressGuardTest {

    private static final String PUBLIC = "93.184.216.34";

    private final ScheduledExecutorService watchdogs = Executors.newSingleThreadScheduledExecutor();
    private final Cutoff cutoff = new Cutoff().arm(Duration.ofSeconds(20), Watchdogs.on(watchdogs));
    private final GuardFixture dns = new GuardFixture()
            .answering("public.example.net", PUBLIC, "1.1.1.1")
            .answering("private.example.net", "10.0.0.7")
            .answering("metadata.example.net", "168.63.129.16")
            .answering("mapped.example.net", "::ffff:808:808")
            .answering("mixed.example.net", PUBLIC, "127.0.0.1", "10.0.0.1")
            .answering("mixed-too.example.net", "10.0.0.1", "127.0.0.1", PUBLIC)
            .answering("empty.example.net")
            .answering("redis", "10.0.0.7")
            .answering("db.internal", PUBLIC);

    @AfterEach
    void close() {
        cutoff.close();
        watchdogs.shutdownNow();
        dns.close();
    }

    @Test
    void anAcceptedTargetCarriesItsAddressesInTheAnswersOrder() {
        assertThat(dns.guard().judge(CallerFixture.ACME, "http://public.example.net/", cutoff))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.addresses())
                                .extracting(IpAddress::toString)
                                .containsExactly(PUBLIC, "1.1.1.1"));
    }

    @Test
    void thePortIsJudgedBeforeTheNameAndEvenForAllowedAddresses() {
        assertThat(rule(dns.guard(), "http://localhost:22/")).isEqualTo(EgressRule.PORT_NOT_ALLOWED);
        assertThat(rule(dns.guard("10.0.0.0/8", "", "80"), "http://10.0.0.7:81/"))
                .isEqualTo(EgressRule.PORT_NOT_ALLOWED);
        assertThat(dns.questions).hasValue(0);
    }

    @Test
    void reservedNamesAreNotEvenAskedFor() {
        assertThat(List.of("http://redis/", "http://db.internal/", "http://LOCALHOST./", "http://a.svc/"))
                .allSatisfy(url -> assertThat(rule(dns.guard(), url)).isEqualTo(EgressRule.NAME_RESERVED));
        assertThat(dns.questions).hasValue(0);
    }

    @Test
    void withAnAllowListReservedNamesMayBeCalledIfAllTheirAddressesLieInIt() {
        AddressGuard guard = dns.guard("10.0.0.0/8", "", "*");
        assertThat(guard.judge(CallerFixture.ACME, "http://redis:6379/", cutoff))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(rule(guard, "http://db.internal/")).isEqualTo(EgressRule.NAME_RESERVED);
    }

    @Test
    void allowedAddressesMayBePrivateAndOtherPublicOnesStayReachable() {
        AddressGuard guard = dns.guard("10.0.0.0/8", "", "80");
        assertThat(guard.judge(CallerFixture.ACME, "http://private.example.net/", cutoff))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(guard.judge(CallerFixture.ACME, "http://public.example.net/", cutoff))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void denyWinsOverAllow() {
        assertThat(rule(dns.guard("10.0.0.0/8", "10.0.0.7", "80"), "http://private.example.net/"))
                .isEqualTo(EgressRule.ADDRESS_DENIED);
        assertThat(rule(dns.guard("", PUBLIC, "80"), "http://public.example.net/"))
                .isEqualTo(EgressRule.ADDRESS_DENIED);
    }

    @Test
    void theServersOwnAddressesAreRefusedUnlessAllowed() {
        assertThat(rule(dns.guard(), "http://" + GuardFixture.OWN + "/")).isEqualTo(EgressRule.ADDRESS_OWN);
        assertThat(dns.guard(GuardFixture.OWN.toString(), "", "80")
                        .judge(CallerFixture.ACME, "http://" + GuardFixture.OWN + "/", cutoff))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void thisMachinesInterfacesAreKnown() {
        assertThat(new OwnAddresses().get())
                .contains(IpAddress.parse("127.0.0.1").orElseThrow());
    }

    @Test
    void aMappedAddressIsRefusedWhateverIsInsideAndWhateverIsAllowed() {
        assertThat(rule(dns.guard(), "http://mapped.example.net/")).isEqualTo(EgressRule.ADDRESS_NOT_PUBLIC);
        assertThat(rule(dns.guard("8.8.8.8,::/0,::ffff:0:0/96", "10.0.0.0/8", "80"), "http://mapped.example.net/"))
                .isEqualTo(EgressRule.ADDRESS_NOT_PUBLIC);
        assertThat(rule(dns.guard("::/0", "10.0.0.0/8", "80"), "http://[::ffff:a00:1]/"))
                .isEqualTo(EgressRule.ADDRESS_NOT_PUBLIC);
    }

    @Test
    void aMappedAddressStaysOneOnTheWayToTheSocket() {
        assertThat(IpAddress.parse("::ffff:808:808").orElseThrow().inet().getAddress())
                .hasSize(16);
    }

    @Test
    void oneRefusedAddressBlocksInTheSameWordsWhereverItStands() {
        Verdict.Blocked one = blocked(dns.guard(), "http://mixed.example.net/");
        Verdict.Blocked other = blocked(dns.guard(), "http://mixed-too.example.net/");
        assertThat(one.words()).isEqualTo(other.words().replace("mixed-too", "mixed"));
    }

    @Test
    void theWordsNameTheRuleAndTheKindButNeverTheAddress() {
        assertThat(blocked(dns.guard(), "http://metadata.example.net/").words())
                .isEqualTo("address_not_public: an address of host metadata.example.net is not public:"
                        + " a cloud platform's own service");
    }

    @Test
    void unknownAndEmptyNamesAreUnresolved() {
        assertThat(dns.guard().judge(CallerFixture.ACME, "http://nobody.example.net/", cutoff))
                .isEqualTo(new Verdict.Unresolved(false, "host nobody.example.net is unknown or has no address"));
        assertThat(dns.guard().judge(CallerFixture.ACME, "http://empty.example.net/", cutoff))
                .isInstanceOf(Verdict.Unresolved.class);
    }

    @Test
    void aLookUpEndsWithTheRunsDeadline() {
        try (Cutoff soon = new Cutoff().arm(Duration.ofMillis(20), Watchdogs.on(watchdogs))) {
            assertThat(dns.guard().judge(CallerFixture.ACME, "http://slow-dns.example.net/", soon))
                    .isEqualTo(new Verdict.Unresolved(
                            true, "the name look-up of slow-dns.example.net did not end in time"));
        }
    }

    @Test
    void aLookUpEndsWhenTheRunIsAborted() {
        Cutoff aborted = new Cutoff();
        aborted.abort();
        assertThat(dns.guard().judge(CallerFixture.ACME, "http://slow-dns.example.net/", aborted))
                .isInstanceOf(Verdict.Unresolved.class);
    }

    @Test
    void runsThatAskForTheSameNameAtTheSameTimeShareOneLookUp() {
        try (Cutoff soon = new Cutoff().arm(Duration.ofMillis(20), Watchdogs.on(watchdogs))) {
            for (int i = 0; i < 5; i++) {
                dns.guard().judge(CallerFixture.ACME, "http://slow-dns.example.net/", soon);
            }
        }
        assertThat(dns.questions).hasValueLessThanOrEqualTo(1);
    }

    private EgressRule rule(AddressGuard guard, String url) {
        return blocked(guard, url).rule();
    }

    private Verdict.Blocked blocked(AddressGuard guard, String url) {
        return (Verdict.Blocked) guard.judge(CallerFixture.ACME, url, cutoff);
    }
}
