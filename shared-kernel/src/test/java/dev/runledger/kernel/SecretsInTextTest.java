package dev.runledger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobResource;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.run.RequestSnapshot;
import dev.runledger.kernel.run.ResponseSnapshot;
import dev.runledger.kernel.run.RunCommand;
import dev.runledger.kernel.run.RunEvent;
import dev.runledger.kernel.run.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever writes a message into a log or an exception tells no header's value, no body and no URL. */
class SecretsInTextTest {

    private static final String SECRET = "s3cr3t";
    private static final UUID ID = new UUID(1, 2);
    private static final AccountId ACCOUNT = new AccountId("acme", 1);
    private static final JobKey JOB = new JobKey(ACCOUNT, "nightly");
    private static final RunKey RUN = new RunKey(ACCOUNT, ID);
    private static final HttpRequestSpec SPEC = new HttpRequestSpec(
            "POST",
            "https://user:" + SECRET + "@example.com/" + SECRET + "?" + SECRET,
            Map.of("X-Token", SECRET),
            StatusPattern.SUCCESS,
            true,
            SECRET,
            SECRET,
            30);
    private static final Overlay OVERLAY =
            new Overlay(Map.of("enabled", true, "headers.X-Own", SECRET, "body", SECRET, "url", SECRET));
    private static final JobDefinition DEFINITION =
            new JobDefinition("Nightly", null, null, null, SPEC, Map.of("production", OVERLAY), null);
    private static final RequestSnapshot REQUEST =
            new RequestSnapshot("POST", "https://example.com/" + SECRET, Map.of("X-Token", SECRET), SECRET);
    private static final ResponseSnapshot RESPONSE =
            new ResponseSnapshot(200, Map.of("x-answer", SECRET), SECRET, false, 6);
    private static final JobEvent.JobCreated CREATED =
            new JobEvent.JobCreated(JOB, ID, DEFINITION, Map.of(), Instant.EPOCH);
    private static final JobView VIEW =
            new JobView(JOB, ID, 1, DEFINITION, Map.of(), List.of(), Instant.EPOCH, Instant.EPOCH, null);

    static Stream<Object> messages() {
        return Stream.of(
                SPEC,
                OVERLAY,
                DEFINITION,
                DEFINITION.effectiveIn("production"),
                CREATED,
                VIEW,
                Document.of(JobResource.of(VIEW, EnvironmentScope.ALL)),
                new JobCommand.CreateJob(JOB, ID, DEFINITION),
                new JobCommand.ReplaceJob(JOB, DEFINITION, null),
                new RunCommand.StartRun(RUN, JOB, ID, 1, ID, ID, StatusPattern.SUCCESS, REQUEST),
                new RunCommand.CompleteRun(RUN, JOB, ID, new RunOutcome.Answered(RESPONSE)),
                new RunEvent.RunStarted(RUN, ID, ID, 1, StatusPattern.SUCCESS, REQUEST, Instant.EPOCH),
                new RunEvent.RunSucceeded(RUN, RESPONSE, Instant.EPOCH));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void noTextHoldsASecret(Object message) {
        assertThat(message.toString()).isNotBlank().doesNotContain(SECRET);
    }
}
