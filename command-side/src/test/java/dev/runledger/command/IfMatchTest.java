package dev.runledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @Test
    void withoutAHeaderOrWithAStarEveryVersionIsAllowed() {
        assertThat(IfMatch.versions(List.of())).isNull();
        assertThat(IfMatch.versions(List.of(" * "))).isNull();
    }

    @Test
    void strongTagsAllowTheirVersions() {
        assertThat(IfMatch.versions(List.of("\"v3\""))).containsExactly(3);
        assertThat(IfMatch.versions(List.of("\"v3\" , \"other\",,\"v12\"", "\"v4\"")))
                .containsExactlyInAnyOrder(3, 4, 12);
        assertThat(IfMatch.versions(List.of("W/\"v1\", \"v2\""))).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "\"v1",
                "W/\"v1\"",
                "\"v01\"",
                "\"v1\" \"v1\"",
                "\"1\"",
                "*, \"v1\"",
                "\"v1\", x",
                "\"v99999999999999999999\"",
                "\"v-1\"",
                "\"V1\""
            })
    void weakAndUnreadableTagsMatchNothing(String header) {
        assertThat(IfMatch.versions(List.of(header))).isEmpty();
    }

    @Test
    void aVeryLongListIsRead() {
        assertThat(IfMatch.versions(List.of("\"x\",".repeat(100_000) + "\"v1\"")))
                .containsExactly(1);
    }
}
