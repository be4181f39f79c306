package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUrlTest {

    @Test
    void thePathAndQueryAreKeptAsWritten() {
        assertThat(target("http://example.com/a/../b//c?x=[1]&y=%zz").pathAndQuery())
                .isEqualTo("/a/../b//c?x=[1]&y=%zz");
    }

    @Test
    void theFragmentIsNotSent() {
        assertThat(target("http://example.com/a?b#c?d/e").pathAndQuery()).isEqualTo("/a?b");
        assertThat(target("http://example.com#c").pathAndQuery()).isEqualTo("/");
    }

    @Test
    void aQueryWithoutPathGetsTheRootPath() {
        assertThat(target("http://example.com?x=1").pathAndQuery()).isEqualTo("/?x=1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/, example.com, 80",
        "https://example.com/, example.com, 443",
        "HTTPS://EXAMPLE.com./, example.com, 443",
        "http://example.com:80/, example.com, 80",
        "http://example.com:443/, example.com:443, 443",
        "http://1.2.3.4:8080, 1.2.3.4:8080, 8080",
        "https://[2606:4700:4700::1111]:8443/, [2606:4700:4700::1111]:8443, 8443",
        "https://[2606:4700:4700::ABCD]/, [2606:4700:4700::abcd], 443",
        "http://a_b.example.com/, a_b.example.com, 80"
    })
    void theHostHeaderIsComputed(String url, String header, int port) {
        assertThat(target(url).hostHeader()).isEqualTo(header);
        assertThat(target(url).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com /, URL_MALFORMED",
        "http://example.com/\u007f, URL_MALFORMED",
        "http://ex\u00e4mple.com/, URL_MALFORMED",
        "http://example.com\\/, URL_MALFORMED",
        "ftp://example.com/, SCHEME_NOT_ALLOWED",
        "http:example.com, SCHEME_NOT_ALLOWED",
        "http://@example.com/, USERINFO_NOT_ALLOWED",
        "http://a:b@example.com/, USERINFO_NOT_ALLOWED",
        "http:///x, HOST_INVALID",
        "http://:80/, HOST_INVALID",
        "http://[::1/, HOST_INVALID",
        "http://[1.2.3.4]/, HOST_INVALID",
        "http://[::ffff:1.2.3.4]/, HOST_INVALID",
        "http://[2606:4700:4700:0::1111]/, HOST_INVALID",
        "http://[2606:4700:4700:0:0:0:0:1111]/, HOST_INVALID",
        "http://[2606:04700::1]/, HOST_INVALID",
        "http://[fe80::1%25eth0]/, HOST_INVALID",
        "http://[::1]x/, PORT_INVALID",
        "http://example.com../, HOST_INVALID",
        "http://-example.com/, HOST_INVALID",
        "http://example-.com/, HOST_INVALID",
        "http://exam*ple.com/, HOST_INVALID",
        "http://xn--.com/, HOST_INVALID",
        "http://example.0x7f/, HOST_INVALID",
        "http://example.1/, HOST_INVALID",
        "http://1.2.3.4./, HOST_INVALID",
        "http://01.2.3.4/, HOST_INVALID",
        "http://1.2.3.256/, HOST_INVALID",
        "http://example.com:/, PORT_INVALID",
        "http://example.com:0/, PORT_INVALID",
        "http://example.com:080/, PORT_INVALID",
        "http://example.com:65536/, PORT_INVALID",
        "http://example.com:8x/, PORT_INVALID",
        "http://example.com:+80/, PORT_INVALID"
    })
    void whatIsNotPlainIsRefusedByItsRule(String url, EgressRule rule) {
        assertThat(TargetUrl.read(url))
                .isInstanceOfSatisfying(
                        Verdict.Blocked.class,
                        blocked -> assertThat(blocked.rule()).isEqualTo(rule));
    }

    @Test
    void lengthsAreRefusedBeyondTheirLastAllowedValue() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "b".repeat(57), "com");
        assertThat(longest).hasSize(253);
        assertThat(TargetUrl.read("http://" + longest + "/")).isInstanceOf(TargetUrl.class);
        assertThat(TargetUrl.read("http://b" + longest + "/")).isInstanceOf(Verdict.Blocked.class);
        assertThat(TargetUrl.read("http://" + label + "a.com/")).isInstanceOf(Verdict.Blocked.class);
        assertThat(TargetUrl.read("http://e.com/" + "a".repeat(2035))).isInstanceOf(TargetUrl.class);
        assertThat(TargetUrl.read("http://e.com/" + "a".repeat(2036))).isInstanceOf(Verdict.Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:0:0:2::3", "2001:db8:0:1:1:1:1:1"})
    void canonicalIpv6IsReadAndWrittenTheSame(String text) {
        assertThat(IpAddress.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "g::",
                "1:",
                ":1",
                "12345::"
            })
    void brokenIpv6IsNone(String text) {
        assertThat(IpAddress.parse(text.contains(":") ? text : ":" + text)).isEmpty();
    }

    private static TargetUrl target(String url) {
        return (TargetUrl) TargetUrl.read(url);
    }
}
