package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.CreateRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.ReplaceRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Retry policies and the jobs that name them, edited on two nodes at the same time. */
class TwoNodesRetryPolicyTest {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");
    private static final DecidingNodes NODES = new DecidingNodes(2);
    private static final int ROUNDS = 40;

    private final DecidingNodes.Deciding one = NODES.get(0);
    private final DecidingNodes.Deciding other = NODES.get(1);

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aPolicyThatIsDeletedMeanwhileIsNamedByNoNewJob() {
        for (int round = 0; round < ROUNDS; round++) {
            RetryPolicyKey policy = createdPolicy();
            JobKey job = freshJob();

            exactlyOneSucceeds(policy, job, new CreateJob(job, UUID.randomUUID(), naming(policy.slug())));
        }
    }

    @Test
    void aPolicyThatIsDeletedMeanwhileIsNamedByNoReplacedJob() {
        JobKey job = freshJob();
        send(one, new CreateJob(job, UUID.randomUUID(), naming(null)));
        for (int round = 0; round < ROUNDS; round++) {
            RetryPolicyKey policy = createdPolicy();

            exactlyOneSucceeds(policy, job, new ReplaceJob(job, naming(policy.slug()), null));
            send(other, new ReplaceJob(job, naming(null), null));
        }
    }

    /** Whichever comes second meets what the first has done. */
    private void exactlyOneSucceeds(RetryPolicyKey policy, JobKey job, Command edit) {
        CompletableFuture<Object> edited = one.commands().send(edit);
        CompletableFuture<Object> deleted = other.commands().send(new DeleteRetryPolicy(policy, null));

        Refusal ofEdit = refusal(edited);
        Refusal ofDeletion = refusal(deleted);

        if (ofEdit == null) {
            assertThat(ofDeletion).isEqualTo(new Refusal.PolicyReferenced(policy.slug(), List.of(job.slug())));
        } else {
            assertThat(ofDeletion).isNull();
            assertThat(ofEdit)
                    .isInstanceOfSatisfying(
                            Refusal.Invalid.class,
                            invalid -> assertThat(invalid.errors())
                                    .singleElement()
                                    .satisfies(error -> assertThat(error.code()).isEqualTo("policy_unknown")));
        }
        boolean named = one.jobs()
                .find(job)
                .map(JobView::definition)
                .map(JobDefinition::retryPolicies)
                .filter(slugs -> slugs.contains(policy.slug()))
                .isPresent();
        assertThat(other.policies().exists(policy)).isEqualTo(named);
    }

    @Test
    void aNodeEditsTheVersionThatTheOtherHasJustWritten() {
        RetryPolicyKey policy = createdPolicy();
        for (int version = 2; version < 30; version++) {
            DecidingNodes.Deciding node = version % 2 == 0 ? other : one;

            Object replaced = send(node, new ReplaceRetryPolicy(policy, retrying(version % 10), null));

            assertThat(((RetryPolicyView) replaced).version()).isEqualTo(version);
        }
    }

    @Test
    void aSlugThatTheOtherNodeFreedLivesAgain() {
        RetryPolicyKey policy = createdPolicy();
        send(other, new DeleteRetryPolicy(policy, null));

        Object again = send(one, new CreateRetryPolicy(policy, UUID.randomUUID(), retrying(1)));

        assertThat(((RetryPolicyView) again).version()).isEqualTo(1);
        assertThat(other.policies().find(policy)).contains((RetryPolicyView) again);
    }

    @Test
    void aPolicyThatNeverLivedIsNotFound() {
        RetryPolicyKey never = new RetryPolicyKey(AccountId.DEFAULT, "never");

        assertThat(refusal(one.commands().send(new ReplaceRetryPolicy(never, retrying(1), null))))
                .isEqualTo(new Refusal.PolicyNotFound("never"));
        assertThat(refusal(one.commands().send(new DeleteRetryPolicy(never, null))))
                .isEqualTo(new Refusal.PolicyNotFound("never"));
    }

    @Test
    void ofTwoCreationsOfOneSlugExactlyOneSucceeds() {
        RetryPolicyKey policy = new RetryPolicyKey(AccountId.DEFAULT, "policy-" + UUID.randomUUID());
        CompletableFuture<Object> here =
                one.commands().send(new CreateRetryPolicy(policy, UUID.randomUUID(), retrying(1)));
        CompletableFuture<Object> there =
                other.commands().send(new CreateRetryPolicy(policy, UUID.randomUUID(), retrying(2)));

        Refusal ofHere = refusal(here);
        Refusal ofThere = refusal(there);

        assertThat(ofHere == null ? ofThere : ofHere).isEqualTo(new Refusal.IdTaken("retry policy", policy.slug()));
        assertThat(ofHere == null || ofThere == null).isTrue();
    }

    private RetryPolicyKey createdPolicy() {
        RetryPolicyKey policy = new RetryPolicyKey(AccountId.DEFAULT, "policy-" + UUID.randomUUID());
        send(one, new CreateRetryPolicy(policy, UUID.randomUUID(), retrying(3)));
        return policy;
    }

    private static JobKey freshJob() {
        return new JobKey(AccountId.DEFAULT, "job-" + UUID.randomUUID());
    }

    private static Object send(DecidingNodes.Deciding node, Command command) {
        return node.commands().send(command, CALLER, Object.class);
    }

    /** Why the command was refused, or null if it was carried out. */
    private static @Nullable Refusal refusal(CompletableFuture<Object> answer) {
        try {
            answer.join();
            return null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refused refused) {
                return refused.refusal();
            }
            throw e;
        }
    }

    private static RetryPolicy retrying(int times) {
        return new RetryPolicy("Policy", times, new Backoff.Fixed(1), true, true, List.of(), List.of());
    }

    /** A job that names the policy for production only. */
    private static JobDefinition naming(@Nullable String policy) {
        HttpRequestSpec request = new HttpRequestSpec(
                "POST", "https://example.com/", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        Overlay production = new Overlay(policy == null ? Map.of() : Map.of("retry_policy", policy));
        return new JobDefinition("Job", null, null, null, request, Map.of("production", production), null);
    }
}
