package dev.runledger.command.retry;

import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.Facts.LiveJob;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import dev.runledger.kernel.run.FailureReason;
import dev.runledger.kernel.run.RetryDecision;
import dev.runledger.kernel.run.RetryDecision.GiveUp;
import dev.runledger.kernel.run.RetryDecision.RetryAfter;
import dev.runledger.kernel.run.RunIds;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a failed run is tried again, by the policy that is effective for its environment at that moment (API.md
 * §6.2, §6.3).
 */
public final class RetryDecider {

    private final RunView run;
    private final Facts facts;

    private RetryDecider(RunView run, Facts facts) {
        this.run = run;
        this.facts = facts;
    }

    /**
     * @param run as it was when it failed
     * @param status of the response, if a complete one came
     * @param facts about the run's job
     */
    public static RetryDecision decide(RunView run, FailureReason reason, @Nullable Integer status, Facts facts) {
        return new RetryDecider(run, facts).decide(reason, status);
    }

    private RetryDecision decide(FailureReason reason, @Nullable Integer status) {
        Optional<LiveJob> job = facts.job().filter(live -> live.incarnation().equals(run.incarnation()));
        if (job.isEmpty()) {
            return new GiveUp("the job is deleted");
        }
        Optional<String> slug = job.get().rules().retryPolicyIn(run.environment());
        if (slug.isEmpty()) {
            return new GiveUp("no retry policy");
        }
        RetryPolicyView view = facts.policies().get(slug.get());
        if (view == null) {
            return new GiveUp("retry policy " + slug.get() + " does not exist");
        }
        RetryPolicy policy = view.policy();
        String named = "retry policy " + view.key().slug() + ", version " + view.version() + ", ";
        int attempt = attempt() + 1;
        if (attempt > policy.maxRetries()) {
            return new GiveUp(
                    named + "allows " + policy.maxRetries() + (policy.maxRetries() == 1 ? " retry" : " retries"));
        }
        if (!covers(policy, reason, status)) {
            return new GiveUp(named + "does not retry " + (status == null ? reason : "status " + status));
        }
        return barred(job.get())
                .<RetryDecision>map(GiveUp::new)
                .orElseGet(() -> new RetryAfter(
                        attempt,
                        RunIds.retry(chain(), attempt),
                        policy.backoff().wait(attempt),
                        view.key().slug(),
                        view.version()));
    }

    private static boolean covers(RetryPolicy policy, FailureReason reason, @Nullable Integer status) {
        return switch (reason) {
            case NON_SUCCESS_STATUS ->
                status != null
                        && matches(policy.retryStatuses(), status)
                        && !matches(policy.retryStatusesExcept(), status);
            case TIMEOUT -> policy.retryOnTimeout();
            case CONNECTION_ERROR -> policy.retryOnConnectionError();
            case SSRF_BLOCKED, QUOTA_EXCEEDED, WORKER_LOST -> false;
        };
    }

    private static boolean matches(List<StatusPattern> patterns, int status) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(status));
    }

    /** What of the job stands against it. A spent one-off is disabled, and a rerun did not ask whether it was enabled. */
    private Optional<String> barred(LiveJob job) {
        String environment = run.environment();
        if (!facts.manages(environment)) {
            return Optional.of("environment " + environment + " is gone or no longer managed");
        }
        boolean mayBeDisabled = job.rules().kind() == JobKind.ONE_OFF || beganByRerun();
        return mayBeDisabled || job.rules().enabledIn().contains(environment)
                ? Optional.empty()
                : Optional.of("the job is not enabled in " + environment);
    }

    private int attempt() {
        return run.trigger() instanceof Trigger.Retry retry ? retry.attempt() : 0;
    }

    private UUID chain() {
        return run.trigger() instanceof Trigger.Retry retry
                ? retry.of()
                : run.key().id();
    }

    private boolean beganByRerun() {
        return switch (run.trigger()) {
            case Trigger.Rerun rerun -> true;
            case Trigger.Retry retry -> retry.ofRerun();
            case Trigger.Scheduled scheduled -> false;
            case Trigger.Manual manual -> false;
        };
    }
}
