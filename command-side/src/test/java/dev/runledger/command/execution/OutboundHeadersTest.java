package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.Trigger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundHeadersTest {

    private static final RunKey RUN = new RunKey(CallerFixture.ACME, new UUID(7, 7));
    private static final JobKey JOB = new JobKey(CallerFixture.ACME, "nightly");
    private static final UUID FIRST = new UUID(1, 1);
    private static final Instant DUE = Instant.parse("2026-01-02T03:04:05Z");

    private final OutboundHeaders headers = new OutboundHeaders("1.2.3");

    @Test
    void aManualRunTellsWhatItIs() {
        assertThat(sent(new Trigger.Manual(), Map.of()))
                .containsEntry("User-Agent", "Runledger/1.2.3")
                .containsEntry("Runledger-Job", "nightly")
                .containsEntry("Runledger-Run", RUN.id().toString())
                .containsEntry("Runledger-Trigger", "MANUAL")
                .containsEntry("Runledger-Attempt", "1")
                .containsEntry("Idempotency-Key", RUN.id().toString())
                .containsOnlyKeys(
                        "User-Agent",
                        "Runledger-Job",
                        "Runledger-Run",
                        "Runledger-Trigger",
                        "Runledger-Attempt",
                        "Idempotency-Key",
                        "traceparent");
    }

    @Test
    void aScheduledRunTellsItsInstantAsTheApiDoes() {
        assertThat(sent(new Trigger.Scheduled(DUE, null), Map.of()))
                .containsEntry("Runledger-Scheduled-For", "2026-01-02T03:04:05.000Z");
    }

    @Test
    void aRetryCarriesItsChainsKeyAndCountsOn() {
        assertThat(sent(new Trigger.Retry(FIRST, 2, false, DUE), Map.of()))
                .containsEntry("Runledger-Attempt", "3")
                .containsEntry("Runledger-Trigger", "RETRY")
                .containsEntry("Idempotency-Key", FIRST.toString());
    }

    @Test
    void whatTheJobSetsInAnyCaseIsKeptAndNotDoubled() {
        Map<String, String> sent =
                sent(new Trigger.Manual(), Map.of("user-agent", "me", "IDEMPOTENCY-KEY", "mine", "X", "y"));
        assertThat(sent).containsEntry("user-agent", "me").containsEntry("IDEMPOTENCY-KEY", "mine");
        assertThat(sent).doesNotContainKeys("User-Agent", "Idempotency-Key");
    }

    @Test
    void everyRunGetsATraceOfItsOwn() {
        String trace = sent(new Trigger.Manual(), Map.of()).get("traceparent");
        assertThat(trace).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(sent(new Trigger.Manual(), Map.of())).doesNotContainEntry("traceparent", trace);
    }

    @Test
    void theSnapshotNamesEveryHeaderAndTellsNoValue() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("x-Secret", "s3cret");
        own.put("Authorization", "Bearer t");
        RequestSnapshot snapshot =
                HeaderRedaction.snapshot(headers.request(run(new Trigger.Manual()), spec("http://a.b/c?d#e", own)));
        assertThat(snapshot.headers().keySet()).hasSize(9).startsWith("x-Secret", "Authorization", "User-Agent");
        assertThat(snapshot.headers().values()).containsOnly("<redacted>");
        assertThat(snapshot.body()).isEqualTo("body");
        assertThat(snapshot.url()).isEqualTo("http://a.b/c?d");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.b/c?d#e, http://a.b/c?d",
        "http://u:p@a.b/c, http://<redacted>@a.b/c",
        "HTTPS://u@v@a.b, HTTPS://<redacted>@a.b",
        "http://a.b/@c, http://a.b/@c",
        "http://a.b?x=@c, http://a.b?x=@c",
        "http://@, http://<redacted>@",
        "nonsense#x, nonsense",
        "http://, http://"
    })
    void theSnapshotsUrlHasNeitherFragmentNorUserinfo(String url, String shown) {
        assertThat(HeaderRedaction.url(url)).isEqualTo(shown);
    }

    private Map<String, String> sent(Trigger trigger, Map<String, String> own) {
        return headers.request(run(trigger), spec("http://a.b/", own)).headers();
    }

    private static PendingRun run(Trigger trigger) {
        return new PendingRun(RUN, JOB, new UUID(2, 2), 1, JobKind.MANUAL, "production", trigger);
    }

    private static HttpRequestSpec spec(String url, Map<String, String> headers) {
        return new HttpRequestSpec("POST", url, headers, StatusPattern.SUCCESS, true, null, "body", 30);
    }
}
