package dev.runledger.ops.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.account.AccountEvent;
import dev.runledger.kernel.account.HistoryEvent;
import dev.runledger.kernel.account.WipeEvent;
import dev.runledger.kernel.job.FireEvent;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.run.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {

    private static final Path CHECKED_IN = Path.of("..", "docs", "events.md");
    private static final Path MADE = Path.of("target", "events.md");
    private static final Path KERNEL = Path.of("..", "shared-kernel", "src", "main", "java");

    @Test
    void docsTellExactlyTheEventsThatAreStored() throws IOException {
        Map<String, Class<?>> vocabularies = new LinkedHashMap<>();
        vocabularies.put("Runs", RunEvent.class);
        vocabularies.put("Jobs", JobEvent.class);
        vocabularies.put("Fires of jobs", FireEvent.class);
        vocabularies.put("Retry policies", RetryPolicyEvent.class);
        vocabularies.put("Accounts", AccountEvent.class);
        vocabularies.put("History", HistoryEvent.class);
        vocabularies.put("Wipes", WipeEvent.class);
        String made = EventCatalogue.of(vocabularies, new SourceComments(KERNEL));
        Files.writeString(MADE, made);

        assertThat(Files.readString(CHECKED_IN))
                .as("docs/events.md is outdated; what it should be is in ops/%s", MADE)
                .isEqualTo(made);
    }
}
