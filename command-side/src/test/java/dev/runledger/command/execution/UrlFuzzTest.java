package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.runledger.command.execution.GuardedDnsResolver.Resolution;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A million bent URLs against a DNS that answers the worst, judged by a second opinion on addresses and on URLs. */
class UrlFuzzTest {

    private static final long SEED = Long.getLong("runledger.fuzz.seed", 20_261_124);
    private static final int SHARDS = 16;
    private static final int PER_SHARD = 62_500;
    private static final String ALLOW = "10.0.0.0/8";
    private static final String DENY = "10.66.0.0/16";
    private static final byte[] OWN = {8, 8, 4, 4};
    private static final Pattern AUTHORITY = Pattern.compile("(?i)(https?)://([^/?#]*)(.*)");

    private static final Pattern LAST_LABEL_FROM_DIGIT =
            Pattern.compile("(?<=^|\\.)[0-9](?=[^.:]*[^.:0-9][^.:]*\\.?(?::|$))");

    /** What a name may lead to, for each by its hash; the empty list stands for no such name. */
    private static final List<List<String>> ANSWERS = List.of(
            List.of("01010101"),
            List.of("5db8d822", "26064700470000000000000000001111"),
            List.of("01010101", "7f000001"),
            List.of("7f000001", "01010101"),
            List.of("a9fea9fe"),
            List.of("a83f8110"),
            List.of("08080404"),
            List.of("0a000001"),
            List.of("0a420001"),
            List.of("0a000001", "01010101"),
            List.of("00000000000000000000000000000001"),
            List.of("00000000000000000000ffff7f000001"),
            List.of("00000000000000000000ffff01010101"),
            List.of("0064ff9b0000000000000000a9fea9fe"),
            List.of("20027f00000100000000000000000001"),
            List.of("fe800000000000000000000000000001"),
            List.of("3fff0000000000000000000000000001"),
            List.of("00000000"),
            List.of("ffffffff", "01010101"),
            List.of());

    private final List<AddressGuard> guards = List.of(guard("", ""), guard(ALLOW, DENY));
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger literals = new AtomicInteger();

    private AddressGuard guard(String allow, String deny) {
        EgressSettings settings = EgressSettings.parse(allow, deny, EgressSettings.DEFAULT_PORTS, 1, 1);
        return new AddressGuard(settings, (account, host, cutoff) -> resolution(host), () -> Set.of(IpAddress.of(OWN)));
    }

    /** On the thread that asks: a look-up on another would take most of the test's time. */
    private static Resolution resolution(String host) {
        try {
            return new Resolution.Found(answer(host).stream().map(IpAddress::of).toList());
        } catch (UnknownHostException e) {
            return new Resolution.Unknown();
        }
    }

    /** The same name always leads to the same addresses, so that the test knows them too. */
    private static List<byte[]> answer(String host) throws UnknownHostException {
        List<byte[]> answer = new ArrayList<>();
        Random random = new Random(host.hashCode());
        if (random.nextInt(3) == 0) {
            byte[] any = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(any);
            answer.add(any);
        } else {
            for (String hex : ANSWERS.get(random.nextInt(ANSWERS.size()))) {
                answer.add(HexFormat.of().parseHex(hex));
            }
        }
        if (answer.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return answer;
    }

    @Test
    void nothingThatIsAcceptedLeadsWhereNobodyMayGo() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> shards = IntStream.range(0, SHARDS)
                    .<Future<?>>mapToObj(number -> threads.submit(() -> shard(number)))
                    .toList();
            for (Future<?> shard : shards) {
                shard.get();
            }
        }

        // Else all of this would have proved nothing.
        assertThat(accepted).hasValueGreaterThan(100_000);
        assertThat(literals).hasValueGreaterThan(10_000);
    }

    private void shard(int number) {
        MutatedUrls urls = new MutatedUrls(SEED + number);
        Cutoff cutoff = new Cutoff();
        for (int i = 0; i < PER_SHARD; i++) {
            String url = urls.next();
            try {
                check(url, i % 2, guards.get(i % 2).judge(CallerFixture.ACME, url, cutoff));
            } catch (Throwable failure) {
                fail("seed " + SEED + ", shard " + number + ", case " + i + ": " + escaped(url), failure);
            }
        }
    }

    private void check(String url, int guard, Verdict verdict) throws Exception {
        switch (verdict) {
            case Verdict.Blocked blocked -> assertPlain(blocked.words());
            case Verdict.Unresolved unresolved -> assertPlain(unresolved.detail());
            case Verdict.Accepted(var target, var addresses) -> {
                accepted.incrementAndGet();
                Reading second = Reading.of(url);
                assertSame(second.host, target.host());
                assertSame(second.port, target.port());
                assertSame(second.tls, target.tls());
                List<byte[]> expected = second.addresses();
                literals.addAndGet(second.isLiteral() ? 1 : 0);
                assertSame(expected.size(), addresses.size());
                for (int i = 0; i < expected.size(); i++) {
                    assertSame(HexFormat.of().formatHex(expected.get(i)), hex(addresses.get(i)));
                    assertSame(true, permitted(expected.get(i), guard));
                }
                assertSent(url, target, second);
            }
        }
    }

    private static boolean permitted(byte[] address, int guard) {
        if (guard == 1 && PublicAddresses.within(ALLOW, address)) {
            return !PublicAddresses.within(DENY, address);
        }
        return PublicAddresses.isPublic(address) && !Arrays.equals(address, OWN);
    }

    /** The bytes that would go out: one request line, one {@code Host}, both as the second reading has them. */
    private static void assertSent(String url, TargetUrl target, Reading second) {
        byte[] bytes =
                RequestBytes.of(new OutboundRequest(CallerFixture.ACME, CallerFixture.get(url), Map.of()), target);
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        assertSame(5, lines.length);
        assertSame("GET " + second.rest() + " HTTP/1.1", lines[0]);
        assertSame("Host: " + second.hostHeader(), lines[1]);
        assertSame("Connection: keep-alive", lines[2]);
        assertSame(-1, lines[0].indexOf('\n') + lines[0].indexOf('\r') + 1);
        assertSame(3, lines[0].split(" ", -1).length);
    }

    private static void assertPlain(String words) {
        if (!words.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            fail("not plain: " + words);
        }
    }

    /** AssertJ's own would take most of the test's time. */
    private static void assertSame(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            fail("expected " + expected + " but was " + actual);
        }
    }

    private static String hex(IpAddress address) {
        return HexFormat.of().formatHex(address.bytes());
    }

    private static String escaped(String url) {
        StringBuilder text = new StringBuilder();
        url.chars().forEach(c -> text.append(c > 0x20 && c < 0x7f ? (char) c : String.format("\\u%04x", c)));
        return text.toString();
    }

    /** A URL as {@link URI} reads scheme, host and port; the path it may find fault with, and is not asked about. */
    private record Reading(boolean tls, String host, int port, String path) {

        static Reading of(String url) throws URISyntaxException {
            Matcher parts = AUTHORITY.matcher(url);
            if (!parts.matches()) {
                throw new URISyntaxException(url, "not even a URL");
            }
            // URI knows neither underscores nor last labels that begin with a digit; a letter in their place changes
            // nothing.
            String known = LAST_LABEL_FROM_DIGIT
                    .matcher(parts.group(2).replace('_', 'u'))
                    .replaceFirst("u");
            URI uri = new URI(parts.group(1) + "://" + known + "/");
            boolean tls = uri.getScheme().equalsIgnoreCase("https");
            assertSame(true, known.startsWith(uri.getHost()));
            String host = parts.group(2).substring(0, uri.getHost().length()).toLowerCase(Locale.ROOT);
            int port = uri.getPort() < 0 ? tls ? 443 : 80 : uri.getPort();
            return new Reading(tls, host.replaceAll("^\\[|]$|\\.$", ""), port, parts.group(3));
        }

        boolean isLiteral() {
            return host.contains(":") || host.matches("[0-9.]+");
        }

        List<byte[]> addresses() throws UnknownHostException {
            return isLiteral() ? List.of(PublicAddresses.bytes(host)) : answer(host);
        }

        String rest() {
            String sent = path.split("#", -1)[0];
            return sent.startsWith("/") ? sent : "/" + sent;
        }

        String hostHeader() {
            String name = host.contains(":") ? "[" + host + "]" : host;
            return port == (tls ? 443 : 80) ? name : name + ":" + port;
        }
    }
}
