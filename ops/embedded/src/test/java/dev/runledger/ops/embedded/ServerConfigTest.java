package dev.runledger.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {

    @ParameterizedTest
    @CsvSource({"0, 128MB, 512MB", "1, 128MB, 512MB", "8, 512MB, 2048MB", "24, 1024MB, 6144MB", "512, 1024MB, 131072MB"
    })
    void pagesAreKeptInASixteenthOfTheMemoryWithinBounds(long gigabytes, String shared, String cache) {
        assertThat(ServerConfig.memory(gigabytes << 30))
                .isEqualTo("shared_buffers = '" + shared + "'\neffective_cache_size = '" + cache + "'\n");
    }
}
