package dev.runledger.command.execution;

import dev.runledger.kernel.AccountId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides whether a URL may be called, and at which addresses, by the rules of API.md §9.2 in their order. The caller must
 * connect to the verdict's addresses and never resolve again: between two look-ups a name may change its mind.
 */
final class AddressGuard {

    private final EgressSettings settings;
    private final Names names;
    private final Supplier<Set<IpAddress>> own;

    AddressGuard(EgressSettings settings, Names names, Supplier<Set<IpAddress>> own) {
        this.settings = settings;
        this.names = names;
        this.own = own;
    }

    /**
     * Asks DNS at most once, and waits for it no longer than the cutoff allows.
     *
     * @param account on whose behalf
     */
    Verdict judge(AccountId account, String url, Cutoff cutoff) {
        return switch (TargetUrl.read(url)) {
            case Verdict.Blocked blocked -> blocked;
            case TargetUrl target -> judge(account, target, cutoff);
        };
    }

    private Verdict judge(AccountId account, TargetUrl target, Cutoff cutoff) {
        if (!settings.ports().contains(target.port())) {
            return new Verdict.Blocked(
                    EgressRule.PORT_NOT_ALLOWED, "port " + target.port() + " is not among the ports of egress.ports");
        }
        if (target.literal() != null) {
            return classify(target, List.of(target.literal()), false);
        }
        boolean reserved = HostNames.isReserved(target.host());
        if (reserved && settings.allow().isEmpty()) {
            return reserved(target, "");
        }
        return switch (names.resolve(account, target.host(), cutoff)) {
            case GuardedDnsResolver.Resolution.Found found -> classify(target, found.addresses(), reserved);
            case GuardedDnsResolver.Resolution.Unknown unknown ->
                new Verdict.Unresolved(false, "host " + target.host() + " is unknown or has no address");
            case GuardedDnsResolver.Resolution.TooSlow tooSlow ->
                new Verdict.Unresolved(true, "the name look-up of " + target.host() + " did not end in time");
        };
    }

    /** One refused address blocks the run, wherever it stands in the answer; so the words do not hang on the order. */
    private Verdict classify(TargetUrl target, List<IpAddress> addresses, boolean reserved) {
        return addresses.stream()
                .flatMap(address -> refusal(target, address, reserved).stream())
                .min(Comparator.comparing(Verdict.Blocked::rule).thenComparing(Verdict.Blocked::detail))
                .<Verdict>map(blocked -> blocked)
                .orElseGet(() -> new Verdict.Accepted(target, addresses));
    }

    /**
     * An IPv4-mapped address is refused whatever is allowed: it leads to the IPv4 address inside, of which neither list was
     * asked. Else an operator who allows all of IPv6 would allow that of IPv4, too.
     */
    private Optional<Verdict.Blocked> refusal(TargetUrl target, IpAddress address, boolean reserved) {
        if (settings.deny().stream().anyMatch(block -> block.contains(address))) {
            return blocked(EgressRule.ADDRESS_DENIED, target, "listed in egress.deny");
        }
        if (address.mapped()) {
            return blocked(EgressRule.ADDRESS_NOT_PUBLIC, target, "not public: " + SpecialAddresses.MAPPED);
        }
        if (settings.allow().stream().anyMatch(block -> block.contains(address))) {
            return Optional.empty();
        }
        if (reserved) {
            return Optional.of(reserved(target, ", and not all of its addresses are in egress.allow"));
        }
        if (own.get().contains(address)) {
            return blocked(EgressRule.ADDRESS_OWN, target, "one of this server's own");
        }
        return SpecialAddresses.kindOf(address)
                .flatMap(kind -> blocked(EgressRule.ADDRESS_NOT_PUBLIC, target, "not public: " + kind));
    }

    private static Optional<Verdict.Blocked> blocked(EgressRule rule, TargetUrl target, String why) {
        String whose = target.literal() == null ? "an address of host " + target.host() : "the address";
        return Optional.of(new Verdict.Blocked(rule, whose + " is " + why));
    }

    private static Verdict.Blocked reserved(TargetUrl target, String unless) {
        return new Verdict.Blocked(
                EgressRule.NAME_RESERVED,
                "host " + target.host() + " is a single label or under a suffix reserved for local use" + unless);
    }
}
