package dev.runledger.command.execution;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** URLs near those that matter: the vectors and some plain ones, bent in ways in which filters have been got round. */
final class MutatedUrls {

    private static final List<String> VECTORS = Vectors.rows("ssrf.tsv").stream()
            .map(row -> Vectors.decoded(row.getFirst()))
            .distinct()
            .toList();

    private static final List<String> PLAIN = List.of(
            "http://a.example.net/",
            "https://b.c.example.com:8443/x?y=z#w",
            "https://a-rather-long-name-of-a-host.some-provider.example.com/hooks/T0/B0/x",
            "http://1.2.3.4/",
            "http://8.8.8.8:8080/a/../b",
            "https://[2606:4700::1]/",
            "http://[2001:200::a:b]:80/?q",
            "http://under_score.example.org/%2e%2e/");

    private static final List<String> PIECES = List.of(
            "@",
            "\\",
            "/",
            "//",
            "?",
            "#",
            ":",
            "::",
            "[",
            "]",
            ".",
            "..",
            "%",
            "%00",
            "%2e",
            "%40",
            "%5c",
            "%0d%0a",
            "\r\n",
            "\n",
            "\t",
            " ",
            "\0",
            "\u00ad",
            "\u200b",
            "\u2044",
            "\u3002",
            "\uff0e",
            "\uff61",
            "\u2460",
            "\u017f",
            "\u0130",
            "\ud83d\ude00",
            "\ud800",
            "0x",
            "0X7f",
            "0177",
            "017700000001",
            "2130706433",
            "127.1",
            "127.0.0.1",
            "169.254.169.254",
            "::1",
            "::ffff:",
            "::ffff:7f00:1",
            "64:ff9b::",
            "2002:7f00:1::",
            "fe80::1%25eth0",
            "%25",
            "localhost",
            ".localhost",
            ".local",
            ".internal",
            "xn--",
            "user:pw@",
            ":80",
            ":0",
            ":080",
            ":65536",
            ":22",
            ":+80",
            ":8080",
            "http://",
            "https://",
            "HTTP://",
            "http:",
            "-",
            "_",
            "a",
            "1",
            "0",
            ".1",
            ".0x1",
            ".a");

    private final Random random;

    MutatedUrls(long seed) {
        random = new Random(seed);
    }

    String next() {
        String url = seed();
        for (int i = random.nextInt(3); i >= 0; i--) {
            url = bent(url);
        }
        return url;
    }

    private String seed() {
        List<String> seeds = random.nextInt(3) == 0 ? VECTORS : PLAIN;
        return seeds.get(random.nextInt(seeds.size()));
    }

    private String bent(String url) {
        int at = place(url);
        int to = Math.min(url.length(), at + 1 + random.nextInt(4));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> url.substring(0, at) + piece() + url.substring(at);
            case 3 -> url.substring(0, at) + piece() + url.substring(to);
            case 4 -> url.substring(0, at) + url.substring(to);
            case 5 -> url.substring(0, at) + url.substring(at, to).repeat(2) + url.substring(to);
            case 6 -> url.substring(0, at) + (char) random.nextInt(0x180) + url.substring(to);
            case 7 -> url.substring(0, at) + url.substring(at, to).toUpperCase(Locale.ROOT) + url.substring(to);
            case 8 -> url.substring(0, at) + new StringBuilder(url.substring(at, to)).reverse() + url.substring(to);
            case 9 -> url.substring(0, at) + end(seed());
            case 10 -> "http://" + address() + url.substring(at);
            default -> random.nextInt(50) == 0 ? url.substring(0, at) + piece().repeat(900) + url.substring(at) : url;
        };
    }

    private String end(String url) {
        return url.substring(place(url) / 2);
    }

    /** Mostly about the host, where it matters. */
    private int place(String url) {
        int near = url.indexOf("://") + 3 + random.nextInt(24);
        return Math.min(url.length(), random.nextInt(4) == 0 ? random.nextInt(url.length() + 1) : near);
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    /** Some address in some spelling. */
    private String address() {
        long bits = random.nextInt() & 0xffffffffL;
        long a = bits >> 24;
        long b = (bits >> 16) & 255;
        long c = (bits >> 8) & 255;
        long d = bits & 255;
        return switch (random.nextInt(9)) {
            case 0 -> Long.toString(bits);
            case 1 -> "0x" + Long.toHexString(bits);
            case 2 -> "0" + Long.toOctalString(bits);
            case 3 -> a + "." + (bits & 0xffffff);
            case 4 -> "0" + Long.toOctalString(a) + "." + b + "." + c + "." + d;
            case 5 -> "[::ffff:" + Long.toHexString(bits >> 16) + ":" + Long.toHexString(bits & 0xffff) + "]";
            case 6 -> "[" + Integer.toHexString(0x2000 + random.nextInt(0x2000)) + ":" + random.nextInt(10) + "::1]";
            case 7 -> List.of("10", "127", "192.168", "169.254").get(random.nextInt(4)) + "." + c + "." + d + ".1";
            default -> a + "." + b + "." + c + "." + d;
        };
    }
}
