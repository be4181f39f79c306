package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {

    private final ObjectNode headers = new ObjectMapper().createObjectNode();

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "é", "a\n", "(x)", "\"q\""})
    void aNameIsAToken(String name) {
        headers.put(name, "v");

        assertThat(codes()).containsExactly("header_invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "a\r\nb", "\u007f", "\u0001", "a\u00a0"})
    void aValueIsVisibleAscii(String value) {
        headers.put("X", value);

        assertThat(codes()).containsExactly("header_invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Transfer-Encoding",
                "Connection",
                "KEEP-ALIVE",
                "Proxy-Authorization",
                "TE",
                "trailer",
                "Upgrade",
                "HTTP2-Settings",
                "Expect",
                "traceparent",
                "tracestate",
                "Runledger-Anything",
                "webhook-id",
                "Metadata",
                "Metadata-Flavor",
                "X-aws-ec2-metadata-token"
            })
    void whatTheServerOrAMetadataServiceNeedsIsReserved(String name) {
        headers.put(name, "v");

        assertThat(codes()).containsExactly("header_reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Cookie",
                "User-Agent",
                "Accept-Encoding",
                "Idempotency-Key",
                "X.Y",
                "Metadata-X"
            })
    void theRestIsTheUsers(String name) {
        headers.put(name, "a\tb ~");

        assertThat(codes()).isEmpty();
    }

    @Test
    void namesDifferByMoreThanCase() {
        headers.put("X-Token", "1").put("x-token", "2");

        assertThat(codes()).containsExactly("header_duplicate");
    }

    @Test
    void nullIsNoValue() {
        headers.putNull("X");

        assertThat(codes()).containsExactly("invalid_type");
    }

    @Test
    void sizesAreBounded() {
        headers.put("n".repeat(256), "v".repeat(8192));
        assertThat(codes()).isEmpty();

        headers.put("n".repeat(257), "v").put("X", "v".repeat(8193));
        assertThat(codes()).containsExactly("header_invalid", "header_invalid");
    }

    @Test
    void aHundredHeadersAreEnough() {
        for (int i = 0; i < 100; i++) {
            headers.put("X-" + i, "");
        }
        assertThat(codes()).isEmpty();

        headers.put("One-More", "");
        assertThat(codes()).containsExactly("header_invalid");
    }

    private List<String> codes() {
        Problems problems = new Problems();
        HeaderRules.all(Fields.of(headers, problems));
        Refused refused = catchThrowableOfType(Refused.class, problems::refuseIfAny);
        return refused == null
                ? List.of()
                : ((Refusal.Invalid) refused.refusal())
                        .errors().stream().map(ErrorObject::code).toList();
    }
}
